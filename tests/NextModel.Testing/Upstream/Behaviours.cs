using System.Globalization;

namespace NextModel.Testing.Upstream;

/// <summary>The behaviours an upstream can be given, and the changes that can be made to any of them.</summary>
public static class Behaviours
{
    private static int _canaries;

    /// <summary>Plays a fixture, one response for each attempt.</summary>
    public static UpstreamBehaviour Fixture(string name)
    {
        var fixture = FixtureFile.Load(name);
        return (_, attempt) => fixture.ResponseTo(attempt);
    }

    /// <summary>
    /// Every answer holds a token no other answer holds, so that a replay shows: chat as JSON or events, embeddings as a vector.
    /// </summary>
    /// <param name="usage">Whether token counts are sent: always in JSON, on request in a stream.</param>
    public static UpstreamBehaviour Canary(bool usage = true) => (request, _) =>
    {
        var number = Interlocked.Increment(ref _canaries);
        return request.Path.EndsWith("/embeddings", StringComparison.Ordinal)
            ? EmbeddingAnswer.To(request, number)
            : ChatAnswer.To(request, ["canary-", number.ToString(CultureInfo.InvariantCulture), "-", Guid.NewGuid().ToString("N")], usage);
    };

    /// <summary>Answers with the text of the last message.</summary>
    public static UpstreamBehaviour Echo(bool usage = true) => (request, _) => ChatAnswer.To(request, [ChatAnswer.LastMessage(request)], usage);

    /// <summary>Streams this many text events, one each interval.</summary>
    public static UpstreamBehaviour Steady(int events, TimeSpan interval, bool usage = true) => (request, _) =>
        ChatAnswer.To(request, [.. Enumerable.Range(1, events).Select(n => string.Create(CultureInfo.InvariantCulture, $"{n} "))], usage)
            .Paced(interval);

    /// <summary>Answers with these pieces of text.</summary>
    public static UpstreamBehaviour Saying(params string[] pieces) => (request, _) => ChatAnswer.To(request, pieces, usage: true);

    /// <summary>A fixed answer.</summary>
    public static UpstreamBehaviour Always(ScriptedResponse response) => (_, _) => response;

    /// <summary>The same, later: a wait before the head and one before every write.</summary>
    public static UpstreamBehaviour Delayed(this UpstreamBehaviour behaviour, TimeSpan head, TimeSpan eachWrite = default) =>
        (request, attempt) => behaviour(request, attempt).Paced(eachWrite) with { Delay = head };

    /// <summary>The same, one byte for each flush.</summary>
    public static UpstreamBehaviour ByteByByte(this UpstreamBehaviour behaviour) =>
        (request, attempt) => behaviour(request, attempt).Cut(write => write.ByteByByte());

    /// <summary>The same, cut at places that follow from the seed.</summary>
    public static UpstreamBehaviour CutAtRandom(this UpstreamBehaviour behaviour, int seed) => (request, attempt) =>
    {
        var random = new Random(seed + attempt);
        return behaviour(request, attempt).Cut(write => write.CutAtRandom(random));
    };

    private static ScriptedResponse Paced(this ScriptedResponse response, TimeSpan interval) =>
        interval == TimeSpan.Zero ? response : response with { Writes = [.. response.Writes.Select(write => write with { Delay = interval })] };

    private static ScriptedResponse Cut(this ScriptedResponse response, Func<ScriptedWrite, ScriptedWrite> cut) =>
        response with { Writes = [.. response.Writes.Select(cut)] };

    private static ScriptedWrite CutAtRandom(this ScriptedWrite write, Random random) => write with
    {
        Cuts = [.. Enumerable.Range(0, 8).Select(_ => random.Next(write.Bytes.Length + 1)).Order()],
    };
}
