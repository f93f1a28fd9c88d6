using NextModel.Caching;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Pipeline;

/// <summary>A stored answer as the bytes that replays of it are sent as; made at the first replay of each kind.</summary>
internal sealed class PreparedReplay
{
    private readonly CacheEntry _entry;
    private readonly Operation _operation;
    private byte[]? _json;
    private byte[]? _events;
    private byte[]? _eventsWithUsage;

    public PreparedReplay(CacheEntry entry, Operation operation)
    {
        _entry = entry;
        _operation = operation;
        using var answer = WholeAnswer.Stored(operation, entry.Answer.Span);
        ResponseHash = Pipeline.ResponseHash.Of(answer.Root);
    }

    /// <summary>Memory it may come to take, in bytes.</summary>
    public long Bytes => (3 * _entry.Answer.Length) + 2048;

    /// <summary>See <see cref="Pipeline.ResponseHash"/>; a replay's is its fresh answer's.</summary>
    public Digest ResponseHash { get; }

    /// <summary>The answer as JSON.</summary>
    public ReadOnlyMemory<byte> Json() => _json ??= Write((answer, output) => answer.WriteJson(output, ReplayedUsage()));

    /// <summary>The answer as a stream, to its last event.</summary>
    public ReadOnlyMemory<byte> Events(bool includeUsage) => includeUsage
        ? _eventsWithUsage ??= WriteEvents(true)
        : _events ??= WriteEvents(false);

    private byte[] WriteEvents(bool includeUsage) => Write((answer, output) =>
    {
        var last = answer.WriteEvents(output, ReplayedUsage(), includeUsage);
        output.Write(last.Span);
    });

    private byte[] Write(Action<WholeAnswer, PooledBuffer> write)
    {
        using var answer = WholeAnswer.Stored(_operation, _entry.Answer.Span);
        var output = new PooledBuffer(_entry.Answer.Length + 1024);
        write(answer, output);
        return output.Detach();
    }

    // Nothing of a replay's prompt was processed anew: all of it was cached.
    private Metering.Usage ReplayedUsage() => _entry.Usage with { CachedInputTokens = _entry.Usage.InputTokens, CacheWriteTokens = 0 };
}
