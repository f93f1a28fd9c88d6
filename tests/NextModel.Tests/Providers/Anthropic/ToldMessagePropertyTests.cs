using System.Text;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Anthropic;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using NextModel.Tests.Providers.OpenAI;
using NextModel.Tests.Providers.Translation;

namespace NextModel.Tests.Providers.Anthropic;

/// <summary>Whatever pieces a stream comes in, and however it is damaged, a caller of the Messages API gets a well-formed message or an error.</summary>
public sealed class ToldMessagePropertyTests
{
    /// <summary>Chat streams, and those of dialects that become chat first. Null passes a message on.</summary>
    private static readonly IReadOnlyList<(string Name, byte[] Bytes, Func<AnswerFrame, IAnswerStream> Open)> Streams =
    [
        .. FixtureFile.All.Where(f => f.Dialect.StartsWith("openai", StringComparison.Ordinal) && FixtureStreams.IsStream(f)).Select(f => (f.Name, FixtureStreams.Bytes(f), Told(null))),
        .. DialectFixtures.All.Where(one => one.Translator is not AnthropicTranslator && FixtureStreams.IsStream(one.Fixture))
            .Select(one => (one.Fixture.Name, FixtureStreams.Bytes(one.Fixture), Told(one.Translator))),
        .. DialectFixtures.All.Where(one => one.Translator is AnthropicTranslator && FixtureStreams.IsStream(one.Fixture))
            .Select(one => (one.Fixture.Name, FixtureStreams.Bytes(one.Fixture), (Func<AnswerFrame, IAnswerStream>)(frame => new MessageStream(frame)))),
    ];

    [Fact]
    public void Push_AnySplit_WritesTheSame() => Seeds.ForAll(300, random =>
    {
        var one = Streams[random.Next(Streams.Count)];

        Run(one, one.Bytes, () => random.Next(1, 60)).ShouldBe(Run(one, one.Bytes, () => one.Bytes.Length), one.Name);
    });

    [Fact]
    public void Push_WholeStream_IsAMessageThatSaysWhatChatSays()
    {
        var said = 0;
        foreach (var one in Streams)
        {
            var (state, events, message) = Run(one, one.Bytes, () => one.Bytes.Length);
            if (state != StreamState.Ended)
            {
                continue;
            }

            said++;
            var seen = SeenMessage.Read(events);
            using var whole = System.Text.Json.JsonDocument.Parse(message);
            var blocks = whole.RootElement.GetProperty("content").EnumerateArray().ToList();
            string.Concat(blocks.Where(block => block.GetProperty("type").GetString() == "text").Select(block => block.GetProperty("text").GetString())).ShouldBe(seen.Text, one.Name);
            string.Concat(blocks.Where(block => block.GetProperty("type").GetString() == "thinking").Select(block => block.GetProperty("thinking").GetString())).ShouldBe(seen.Thinking, one.Name);
            blocks.Where(block => block.GetProperty("type").GetString() == "tool_use").Select(block => block.GetProperty("id").GetString()).ShouldBe(seen.Calls.Select(call => call.Id), one.Name);
            whole.RootElement.GetProperty("stop_reason").GetString().ShouldBe(seen.StopReason, one.Name);
        }

        said.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Push_DamagedStream_NeverThrowsNorMisleadsAClient() => Seeds.ForAll(3000, random =>
    {
        var one = Streams[random.Next(Streams.Count)];
        var damaged = FixtureStreams.Damage(one.Bytes, random);

        var (state, events, _) = Run(one, damaged, () => 300);

        state.ShouldNotBe(StreamState.Open);
        if (state == StreamState.Ended && one.Open(Play.Frame()) is ChatStream chat)
        {
            chat.Dispose();
            SeenMessage.Read(events);
        }
    });

    [Fact]
    public void Push_CutAnywhere_EndsOrFails() => Seeds.ForAll(1500, random =>
    {
        var one = Streams[random.Next(Streams.Count)];
        var length = random.Next(one.Bytes.Length);

        var (state, events, _) = Run(one, one.Bytes[..length], () => 97);

        state.ShouldNotBe(StreamState.Open, $"{one.Name} cut after {length}");
        if (state == StreamState.Ended)
        {
            SeenMessage.Read(events);
        }
    });

    [Fact]
    public void Replay_OfEveryMessage_IsTheSameMessage()
    {
        foreach (var one in Streams)
        {
            var (state, _, message) = Run(one, one.Bytes, () => one.Bytes.Length);
            if (state != StreamState.Ended)
            {
                continue;
            }

            var tape = JsonTape.Rent();
            tape.TryParse(Encoding.UTF8.GetBytes(message), JsonLimits.Upstream, out _).ShouldBeTrue();
            using var events = new PooledBuffer();
            events.Write(MessagesDialect.Instance.WriteEvents(tape.Root, events, default, includeUsage: false).Span);
            tape.Return();

            SeenMessage.Read(Encoding.UTF8.GetString(events.Written));
            using var again = new MessageStream(Play.Frame());
            again.Push(events.Written, new PooledBuffer()).ShouldBe(StreamState.Ended, one.Name);
            using var whole = again.ToWhole();
            Encoding.UTF8.GetString(whole.Json.Span).ShouldBe(message, one.Name);
        }
    }

    private static Func<AnswerFrame, IAnswerStream> Told(IDialectTranslator? translator) =>
        frame => new ChatStream(frame, translator?.OpenStream(frame), MessagesDialect.Instance);

    private static (StreamState State, string Events, string Message) Run(
        (string Name, byte[] Bytes, Func<AnswerFrame, IAnswerStream> Open) one, byte[] bytes, Func<int> nextLength)
    {
        using var stream = one.Open(Play.Frame());
        using var output = new PooledBuffer();
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(nextLength(), bytes.Length - at);
            stream.Push(bytes.AsSpan(at, length), output);
            at += length;
        }

        var state = stream.Complete(output);
        if (state == StreamState.Ended)
        {
            stream.WriteEnd(stream.Usage ?? new Usage(UsageSource.Estimated, 1, 0, 0, 1, 0), output);
            output.Write(stream.LastEvent.Span);
        }

        using var whole = stream.ToWhole();
        return (state, Encoding.UTF8.GetString(output.Written), Encoding.UTF8.GetString(whole.Json.Span));
    }
}
