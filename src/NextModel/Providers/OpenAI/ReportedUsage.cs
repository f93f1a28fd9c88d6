using System.Buffers;
using NextModel.Json;
using NextModel.Metering;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// The usage a source has reported for one answer, so far. Streams may report it many times and anywhere; the last one counts and none
/// is ever added to another.
/// </summary>
/// <param name="shape">What the source's totals leave out.</param>
/// <param name="isEmbeddings">Embeddings have input tokens only.</param>
internal sealed class ReportedUsage(UsageShape shape, bool isEmbeddings) : IDisposable
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

        Counts = UsageCounts.TryRead(usage, shape, isEmbeddings, out var counts) ? counts : null;
        _json.Clear();
        if (Counts is not null)
        {
            WriteCounts(_json, counts, usage);
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
            WriteCounts(_json, Counts.Value);
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
            WriteCounts(output, usage);
        }
    }

    /// <summary>The same, to keep when this is gone.</summary>
    public ReportedUsage Copy()
    {
        var copy = new ReportedUsage(shape, isEmbeddings) { Counts = Counts };
        copy._json.Write(_json.Written);
        return copy;
    }

    public void Dispose() => _json.Dispose();

    private void WriteCounts(IBufferWriter<byte> output, in Usage usage, JsonCursor reported = default)
    {
        if (isEmbeddings)
        {
            UsageWriter.WriteEmbeddings(output, usage, reported);
        }
        else
        {
            UsageWriter.Write(output, usage, reported);
        }
    }

    private static bool HasCounts(JsonCursor usage) =>
        usage["prompt_tokens"u8].Kind != JsonKind.None || usage["input_tokens"u8].Kind != JsonKind.None
        || usage["total_tokens"u8].Kind != JsonKind.None;
}
