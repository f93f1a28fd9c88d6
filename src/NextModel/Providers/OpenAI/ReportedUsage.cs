using System.Buffers;
using NextModel.Json;
using NextModel.Metering;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// The usage a source has reported for one answer, so far. Streams may report it many times and anywhere; the last one counts and none
/// is ever added to another.
/// </summary>
internal sealed class ReportedUsage(bool outputIncludesReasoning) : IDisposable
{
    private readonly PooledBuffer _json = new();

    /// <summary>The counts; null when the source gave none that can be believed.</summary>
    public Usage? Counts { get; private set; }

    /// <summary>Takes a report. Null, and an object without any count, say nothing.</summary>
    public void Take(JsonCursor usage)
    {
        if (usage.Kind != JsonKind.Object || !HasCounts(usage))
        {
            return;
        }

        Counts = UsageCounts.TryRead(usage, outputIncludesReasoning, out var counts) ? counts : null;
        _json.Clear();
        if (Counts is not null)
        {
            UsageWriter.Write(_json, counts, usage);
        }
    }

    /// <summary>llama.cpp tells the cached part of the prompt beside the usage, in <c>timings.cache_n</c>.</summary>
    public void TakeTimings(JsonCursor timings)
    {
        if (Counts is { CachedInputTokens: 0 } counts && UsageCounts.Count(timings["cache_n"u8]) is { } cached and > 0
            && cached <= counts.InputTokens)
        {
            Counts = counts with { CachedInputTokens = cached };
            _json.Clear();
            UsageWriter.Write(_json, Counts.Value);
        }
    }

    /// <summary>Writes the <c>usage</c> object: the source's own where <paramref name="usage"/> is its report, else a plain one.</summary>
    public void Write(IBufferWriter<byte> output, in Usage usage)
    {
        if (usage == Counts)
        {
            output.Write(_json.Written);
        }
        else
        {
            UsageWriter.Write(output, usage);
        }
    }

    public void Dispose() => _json.Dispose();

    private static bool HasCounts(JsonCursor usage) =>
        usage["prompt_tokens"u8].Kind != JsonKind.None || usage["input_tokens"u8].Kind != JsonKind.None
        || usage["total_tokens"u8].Kind != JsonKind.None;
}
