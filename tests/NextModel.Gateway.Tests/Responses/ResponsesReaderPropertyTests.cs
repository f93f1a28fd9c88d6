using System.Text;
using Microsoft.AspNetCore.Http;
using NextModel.Gateway.Responses;
using NextModel.Gateway.Serving;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.Tests.Responses;

/// <summary>Whatever a body of the Responses API is damaged to, it is refused in words or said in chat's.</summary>
public sealed class ResponsesReaderPropertyTests
{
    private static readonly byte[][] Bodies =
    [
        """
        {"model":"m","instructions":"Be brief.","max_output_tokens":50,"store":true,"input":[{"role":"user","content":[{"type":"input_text","text":"Weather?"},
        {"type":"input_image","image_url":"data:image/png;base64,AA==","detail":"low"},{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}]},
        {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"nm1.eyJyZWFzb25pbmdfZGV0YWlscyI6W3siYSI6MX1dfQ"},
        {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Let me see.","annotations":[]},{"type":"refusal","refusal":"No."}]},
        {"type":"function_call","call_id":"call_1","namespace":"docs","name":"get_weather","arguments":"{\"city\":\"Oslo\"}"},
        {"type":"custom_tool_call","call_id":"call_2","name":"patch","input":"a\nb"},
        {"type":"function_call_output","call_id":"call_1","output":[{"type":"input_text","text":"cold"},{"type":"input_image","image_url":"https://example.com/x.png"}]},
        {"type":"custom_tool_call_output","call_id":"call_2","output":"done"}]}
        """u8.ToArray(),
        """
        {"model":"m","input":"Hi","stream":true,"stream_options":{"include_obfuscation":false},"temperature":0.5,"top_p":1,"parallel_tool_calls":false,"truncation":"auto","top_logprobs":2,
        "tools":[{"type":"function","name":"f","description":"F","parameters":{"type":"object","properties":{}},"strict":true},{"type":"custom","name":"patch","format":{"type":"grammar"}},
        {"type":"namespace","name":"docs","description":"D","tools":[{"type":"function","name":"search"}]},{"type":"web_search"}],
        "tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]},"reasoning":{"effort":"low","summary":"auto"},
        "text":{"format":{"type":"json_schema","name":"a","schema":{"type":"object"},"strict":true},"verbosity":"low"},"include":["reasoning.encrypted_content"],"metadata":{"a":"b"}}
        """u8.ToArray(),
    ];

    [Fact]
    public async Task Read_DamagedBody_IsRefusedOrSaid()
    {
        var said = 0;
        for (var seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            var body = Bodies[seed % Bodies.Length].ToList();
            for (var i = random.Next(0, 4); i > 0; i--)
            {
                Damage(body, random);
            }

            var tape = JsonTape.Rent();
            var received = new ReceivedRequest(new HeaderDictionary(), body.ToArray(), tape, CacheDirective.Default, null, MayBeClamped: false, null);
            var reading = await ResponsesReader.ReadAsync(received, new InputHistory(null!, null!, CancellationToken.None), mayKeep: true);
            if (reading.TryGet(out var request, out var refusal))
            {
                said++;
                request.Chat.Root["messages"u8].Kind.ShouldBe(JsonKind.Array, $"seed {seed}");
                Encoding.UTF8.GetString(request.Terms!.Members.Span).ShouldStartWith(",\"instructions\":");
                request.ReturnChatForm();
            }
            else
            {
                refusal.Status.ShouldBe(400, $"seed {seed}: {refusal.Message}");
            }

            tape.Return();
        }

        said.ShouldBeGreaterThan(1000);
    }

    private static void Damage(List<byte> body, Random random)
    {
        var at = random.Next(body.Count - 20);
        switch (random.Next(4))
        {
            case 0:
                body.RemoveRange(at, random.Next(1, 20));
                break;
            case 1:
                body.InsertRange(at, body.GetRange(random.Next(body.Count - 20), random.Next(1, 20)));
                break;
            case 2:
                body[at] = "\"{}[]:,0n\\ "u8[random.Next(11)];
                break;
            default:
                // A value of another kind in the place of a string.
                var start = body.IndexOf((byte)'"', at);
                var end = start < 0 ? -1 : body.IndexOf((byte)'"', start + 1);
                if (end > 0)
                {
                    body.RemoveRange(start, end - start + 1);
                    body.InsertRange(start, Encoding.ASCII.GetBytes(((string[])["null", "7", "[]", "{}", "true", "\"\""])[random.Next(6)]));
                }

                break;
        }
    }
}
