using System.Text;
using System.Text.Json;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>Whatever chat a source speaks, the responses we tell of it satisfy OpenAI's schema, event by event, live, replayed and kept.</summary>
public sealed class ResponsesSchemaTests
{
    private static readonly string[] Models =
    [
        "chat-normal", "chat-stream", "tools-normal", "tools-stream-interleaved", "reasoning-content", "reasoning-details", "chat-stream-refusal", "err-disconnect", "err-unknown-finish", "patch",
    ];

    [Fact]
    public async Task Told_ResponsesAndEvents_SatisfyTheSchema()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("patch", Behaviours.Always(ScriptedResponse.Json(
            """
            {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"docs__search","arguments":"{}"}},{"id":"call_2","type":"function","function":{"name":"patch","arguments":"{\"input\":\"x\"}"}}]}}]}
            """)));
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Models = Models, SourceLines = "    max_attempts: 1" });
        var said = new List<(string What, string Schema, string Json)>();
        foreach (var model in Models)
        {
            foreach (var (stream, store) in ((bool, bool)[])[(false, true), (true, false), (true, false)])
            {
                var body = $$"""
                    {"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"store":{{(store ? "true" : "false")}},"input":[{"role":"user","content":"Hi"}],"include":["reasoning.encrypted_content"],
                    "tools":[{"type":"custom","name":"patch"},{"type":"namespace","name":"docs","description":"D","tools":[{"type":"function","name":"search"}]}]}
                    """;
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                var text = await TextAsync(response);
                if (stream && response.IsSuccessStatusCode)
                {
                    said.AddRange(Events(text).Select(data => ($"{model} {data}", SchemaOf(data), data)));
                }
                else if (response.IsSuccessStatusCode)
                {
                    said.Add((model, "Response", text));
                    var id = JsonDocument.Parse(text).RootElement.GetProperty("id").GetString();
                    said.Add((model, "ResponseItemList", await gateway.Client.GetStringAsync($"/v1/responses/{id}/input_items")));
                    said.AddRange(Events(await gateway.Client.GetStringAsync($"/v1/responses/{id}?stream=true")).Select(data => ($"{model} {data}", SchemaOf(data), data)));
                }
            }
        }

        var violations = await OpenAISchema.ValidateAsync(said.Select(one => (one.Schema, one.Json)));

        said.Count.ShouldBeGreaterThan(100);
        said.Zip(violations).Where(pair => pair.Second.Count > 0).Select(pair => $"{pair.First.What}: {string.Join("; ", pair.Second)}").ShouldBeEmpty();
    }

    private static IEnumerable<string> Events(string stream) =>
        stream.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line["data: ".Length..]);

    // response.output_text.delta is ResponseTextDeltaEvent, all others are named by their type.
    private static string SchemaOf(string data)
    {
        var type = JsonDocument.Parse(data).RootElement.GetProperty("type").GetString()!;
        return string.Concat(type.Replace("output_text", "text", StringComparison.Ordinal).Split('.', '_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])) + "Event";
    }

    // What had arrived, where the connection was cut.
    private static async Task<string> TextAsync(HttpResponseMessage response)
    {
        var text = new StringBuilder();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        try
        {
            for (var c = new char[1]; await reader.ReadAsync(c) > 0;)
            {
                text.Append(c);
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            text.Append('\n');
        }

        return text.ToString();
    }
}
