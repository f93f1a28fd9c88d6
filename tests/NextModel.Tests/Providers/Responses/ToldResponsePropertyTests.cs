using System.Text;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Responses;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using NextModel.Tests.Providers.OpenAI;
using NextModel.Tests.Providers.Translation;

namespace NextModel.Tests.Providers.Responses;

/// <summary>Whatever pieces a stream comes in, and however it is damaged, a caller of the Responses API gets a well-formed response that ends.</summary>
public sealed class ToldResponsePropertyTests
{
    /// <summary>Chat streams, those of dialects that become chat first, and responses that pass on.</summary>
    private static readonly IReadOnlyList<(string Name, byte[] Bytes, Func<AnswerFrame, IAnswerStream> Open)> Streams =
    [
        .. FixtureFile.All.Where(f => f.Dialect == "openai-responses" && FixtureStreams.IsStream(f))
            .Select(f => (f.Name, FixtureStreams.Bytes(f), (Func<AnswerFrame, IAnswerStream>)(frame => new ResponseStream(frame)))),
        .. FixtureFile.All.Where(f => f.Dialect.StartsWith("openai", StringComparison.Ordinal) && f.Dialect != "openai-responses" && FixtureStreams.IsStream(f))
            .Select(f => (f.Name, FixtureStreams.Bytes(f), (Func<AnswerFrame, IAnswerStream>)(frame => new ChatStream(frame, null, ResponsesDialect.Instance)))),
        .. DialectFixtures.All.Where(one => FixtureStreams.IsStream(one.Fixture))
            .Select(one => (one.Fixture.Name, FixtureStreams.Bytes(one.Fixture),
                (Func<AnswerFrame, IAnswerStream>)(frame => new ChatStream(frame, one.Translator.OpenStream(frame), ResponsesDialect.Instance)))),
    ];

    [Fact]
    public void Push_AnySplit_WritesTheSame() => Seeds.ForAll(300, random =>
    {
        var one = Streams[random.Next(Streams.Count)];

        Run(one, one.Bytes, () => random.Next(1, 60)).ShouldBe(Run(one, one.Bytes, () => one.Bytes.Length), one.Name);
    });

    [Fact]
    public void Push_WholeStream_EndsInTheResponseThatWasTold()
    {
        var ended = 0;
        foreach (var one in Streams)
        {
            var (state, events, whole) = Run(one, one.Bytes, () => one.Bytes.Length);
            var seen = SeenResponse.Read(events);
            seen.Status.ShouldBe(state == StreamState.Failed ? "failed" : seen.Status == "incomplete" ? "incomplete" : "completed", one.Name);
            if (state == StreamState.Ended)
            {
                ended++;
                using var answer = System.Text.Json.JsonDocument.Parse(whole);
                answer.RootElement.GetProperty("output").GetRawText().ShouldBe(seen.Response.GetProperty("output").GetRawText(), one.Name);
                answer.RootElement.GetProperty("status").GetString().ShouldBe(seen.Status, one.Name);
            }
        }

        ended.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void Push_DamagedStream_AlwaysEndsInATerminalEvent() => Seeds.ForAll(3000, random =>
    {
        var one = Streams[random.Next(Streams.Count)];

        var (state, events, _) = Run(one, FixtureStreams.Damage(one.Bytes, random), () => 300);

        state.ShouldNotBe(StreamState.Open);
        events[..^2].Split("\n\n")[^1].ShouldContain(state == StreamState.Failed ? "event: response.failed\n" : "event: response.");
        using var opened = one.Open(Play.Frame());
        if (opened is ChatStream)
        {
            SeenResponse.Read(events);
        }
    });

    [Fact]
    public void Push_CutAnywhere_EndsInATerminalEvent() => Seeds.ForAll(1500, random =>
    {
        var one = Streams[random.Next(Streams.Count)];
        var length = random.Next(one.Bytes.Length);

        var (state, events, _) = Run(one, one.Bytes[..length], () => 97);

        state.ShouldNotBe(StreamState.Open, $"{one.Name} cut after {length}");
        SeenResponse.Read(events);
    });

    [Fact]
    public void Replay_OfEveryResponse_IsTheSameResponse()
    {
        foreach (var one in Streams)
        {
            var (state, _, whole) = Run(one, one.Bytes, () => one.Bytes.Length);
            if (state != StreamState.Ended)
            {
                continue;
            }

            var tape = JsonTape.Rent();
            tape.TryParse(Encoding.UTF8.GetBytes(whole), JsonLimits.Upstream, out _).ShouldBeTrue();
            using var events = new PooledBuffer();
            events.Write(ResponsesDialect.Instance.WriteEvents(tape.Root, events, default, includeUsage: false).Span);
            tape.Return();

            SeenResponse.Read(Encoding.UTF8.GetString(events.Written));
            using var again = new ResponseStream(Play.Frame());
            again.Push(events.Written, new PooledBuffer()).ShouldBe(StreamState.Ended, one.Name);
            using var read = again.ToWhole();
            Encoding.UTF8.GetString(read.Json.Span).ShouldBe(whole, one.Name);
        }
    }

    private static (StreamState State, string Events, string Whole) Run(
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
        else
        {
            output.Write(stream.FailedEvent(new GatewayError(GatewayErrorCode.ProviderError, "It broke.")).Span);
        }

        using var whole = stream.ToWhole();
        return (state, Encoding.UTF8.GetString(output.Written), Encoding.UTF8.GetString(whole.Json.Span));
    }
}
