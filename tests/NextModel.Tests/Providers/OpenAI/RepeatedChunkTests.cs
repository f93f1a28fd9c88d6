using System.Buffers;
using System.Text;
using NextModel.Providers.Anthropic;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Responses;

namespace NextModel.Tests.Providers.OpenAI;

/// <summary>Chunks that repeat the one before with another text are not taken apart: the answer is the one that taking all of them apart makes.</summary>
public sealed class RepeatedChunkTests
{
    private static readonly string[] Texts =
        ["a", " word", "雪が降る", "\\n", "\\u00e9", "🗻", "\\ud83d\\ude00", "\\ud83d", "\\ude00", "", "\\\"quoted\\\"", "\\\\", "]}}", "\\/", "a\u0001b", "bad \\x", "\"},{\"", "data: x"];

    private static readonly string[] Frames =
    [
        // As OpenAI sends it, with padding and without; as vLLM, DeepSeek and Mistral do; and what looks alike and is not.
        """{"id":"c1","object":"chat.completion.chunk","created":1763700000,"model":"up","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":"@"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"#"}""",
        """{"id":"c1","object":"chat.completion.chunk","created":1763700000,"model":"up","choices":[{"index":0,"delta":{"content":"@"},"logprobs":null,"finish_reason":null}]}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":"@","reasoning_content":null},"finish_reason":null}],"created":1763700000}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"@"},"finish_reason":null}],"created":1763700000}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"content":"","reasoning_content":"@"}}]}""",
        """{"choices":[{"delta":{"content":"@"}}]}""",
        """{"choices": [ {"delta": {"content": "@"} } ] , "obfuscation" : "#"}""",
        """{"obfuscation":"#","choices":[{"delta":{"content":"@"}}]}""",
        """{"id":"c1","choices":[{"index":1,"delta":{"content":"@"}}]}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"content":"@"}},{"index":1,"delta":{"content":"second"}}]}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"content":"@","content":"twice"}}]}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"content":"@"},"logprobs":{"content":[{"token":"x","logprob":-1}]}}]}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"content":"@","annotations":[{"n":1}]}}]}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"content":"@"}}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"content":"@","refusal":"no"}}]}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"reasoning":"@"}}]}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"content":"@"},"finish_reason":"stop"}]}""",
        """{"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":"@"}}]}}]}""",
        """{"id":"c1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""",
        """{"type":"ping"}""",
    ];

    [Fact]
    public void Push_ChunksThatRepeat_TellTheAnswerOfChunksTakenApart() => Seeds.ForAll(3_000, random =>
    {
        var stream = Encoding.UTF8.GetBytes(Next(random));
        foreach (var client in new IClientDialect?[] { null, MessagesDialect.Instance, ResponsesDialect.Instance })
        {
            Run(stream, client, isApart: false, () => random.Next(1, 400)).ShouldBe(Run(stream, client, isApart: true, () => stream.Length), $"{client?.Form}\n{Encoding.UTF8.GetString(stream)}");
        }
    });

    [Fact]
    public void TryMatch_ChunksOfOneForm_AreFoundFromTheSecondOn()
    {
        using var repeated = new RepeatedChunk();
        foreach (var frame in Frames.Take(7))
        {
            var (first, second) = (frame.Replace('@', 'a').Replace("#", "xy"), frame.Replace("@", "another \\n 雪").Replace("#", "z"));
            var tape = NextModel.Json.JsonTape.Rent();
            tape.TryParse(Encoding.UTF8.GetBytes(first), NextModel.Json.JsonLimits.Upstream, out _).ShouldBeTrue();
            repeated.Learn(new AnswerParts(tape.Root), new ChoiceState(0), tape, default, tape);

            repeated.TryMatch(Encoding.UTF8.GetBytes(second), out var text).ShouldBeTrue(frame);
            Encoding.UTF8.GetString(text).ShouldBe("another \\n 雪");
        }
    }

    // A few forms in turn, each for a while, as streams are, and at times one of the others between.
    private static string Next(Random random)
    {
        var stream = new StringBuilder();
        for (var runs = random.Next(1, 4); runs > 0; runs--)
        {
            var frame = Frames[random.Next(random.Next(2) == 0 ? 7 : Frames.Length)];
            for (var chunks = random.Next(1, 8); chunks > 0; chunks--)
            {
                var text = Texts[random.Next(random.Next(4) == 0 ? Texts.Length : 7)];
                var padding = new string('p', random.Next(5));
                var chunk = (random.Next(12) == 0 ? Frames[random.Next(Frames.Length)] : frame).Replace("@", text, StringComparison.Ordinal).Replace("#", padding, StringComparison.Ordinal);
                stream.Append(random.Next(30) == 0 ? "event: error\n" : "").Append("data: ").Append(chunk).Append("\n\n");
            }
        }

        return stream.Append(random.Next(3) == 0 ? "" : "data: [DONE]\n\n").ToString();
    }

    private static string Run(byte[] stream, IClientDialect? client, bool isApart, Func<int> nextLength)
    {
        using var chat = new ChatStream(Play.Frame(asksUsage: true), client: client) { TakesAllApart = isApart };
        var output = new ArrayBufferWriter<byte>();
        for (var at = 0; at < stream.Length;)
        {
            var length = Math.Min(nextLength(), stream.Length - at);
            chat.Push(stream.AsSpan(at, length), output);
            at += length;
        }

        chat.Complete(output);
        if (chat.State == StreamState.Ended)
        {
            chat.WriteEnd(chat.Usage ?? default, output);
        }

        var answer = new ArrayBufferWriter<byte>();
        chat.Answer.Write(answer);
        return $"{chat.State} {chat.HasOutput} {chat.EndedOddly} {chat.Failure?.Error.Code} {chat.Usage}\n"
            + $"{Encoding.UTF8.GetString(output.WrittenSpan)}\n{Encoding.UTF8.GetString(answer.WrittenSpan)}\n{Encoding.UTF8.GetString(chat.LastEvent.Span)}";
    }
}
