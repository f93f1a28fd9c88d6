using System.Runtime.CompilerServices;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Secrets;

namespace NextModel.Caching;

/// <summary>
/// Entries as sealed rows and back. A row opens only as what it was: under its organization's key, in its project, under its key, with
/// its receipt and times. What is kept of an organization's key hangs on that key, so that a key which is gone opens nothing any more.
/// </summary>
public sealed class CacheSeal(DataKeyRing keys)
{
    // Set beside the source of a usage whose rarer counts follow: most have none, and an entry written before there were any reads on.
    private const int MoreCounts = 0x100;
    private const int ImageCounts = 0x200;

    private const string FormatVersion = "nextmodel.cache-row/1";

    private readonly ConditionalWeakTable<DataKey, CountedSealing> _sealings = [];

    /// <summary>
    /// The row of an entry; null when its organization's key is gone. What is sealed of it lies in <paramref name="output"/>, at the end,
    /// until more is written there.
    /// </summary>
    public SealedCacheRow? TrySeal(CacheEntry entry, PooledBuffer output)
    {
        if (SealingOf(entry.Organization) is not { } sealing)
        {
            return null;
        }

        var row = new SealedCacheRow(
            entry.Key, entry.Organization, entry.Project, entry.ReceiptId, entry.CreatedAt.UtcTicks, entry.ExpiresAt.UtcTicks, default);
        using var parts = new PooledBuffer((int)entry.Size);
        WriteContext(row, parts);
        var contextLength = parts.Length;
        Write(entry, parts);
        var (context, plain) = (parts.WrittenMemory[..contextLength], parts.WrittenMemory[contextLength..]);
        var (start, length) = (output.Length, plain.Length + CountedSealing.Overhead);
        sealing.Seal(plain.Span, context.Span, output.GetSpan(length)[..length]);
        output.Advance(length);
        return row with { Sealed = output.WrittenMemory.Slice(start, length) };
    }

    /// <summary>The entry of a row; null when anything in the row is not as it was sealed.</summary>
    public CacheEntry? TryOpen(SealedCacheRow row)
    {
        using var context = new PooledBuffer(512);
        WriteContext(row, context);
        return SealingOf(row.Organization)?.TryOpen(row.Sealed.Span, context.Written) is { } plain ? Read(row, plain) : null;
    }

    private CountedSealing? SealingOf(string organization) =>
        keys.Find(organization) is { } key ? _sealings.GetValue(key, static key => new CountedSealing(key, "cache-entries")) : null;

    private static void WriteContext(in SealedCacheRow row, PooledBuffer output)
    {
        var frame = new FrameWriter(output);
        frame.Text(FormatVersion);
        frame.Text(row.Organization);
        frame.Text(row.Project);
        frame.Optional(row.Key.Value);
        frame.Text(row.ReceiptId);
        frame.Number(row.CreatedAt);
        frame.Number(row.ExpiresAt);
    }

    private static void Write(CacheEntry entry, PooledBuffer output)
    {
        var (source, input, cachedInput, cacheWrite, outputTokens, reasoning) = entry.Usage;
        var frame = new FrameWriter(output);
        frame.Optional(entry.AnswerDigest);
        var usage = entry.Usage;
        var hasMore = (usage.CacheWriteLongTokens | usage.AudioInputTokens) != 0;
        var hasImages = usage.ImageInputTokens != 0;
        frame.Number((int)source | (hasMore ? MoreCounts : 0) | (hasImages ? ImageCounts : 0));
        frame.Number(input);
        frame.Number(cachedInput);
        frame.Number(cacheWrite);
        frame.Number(outputTokens);
        frame.Number(reasoning);
        if (hasMore)
        {
            frame.Number(usage.CacheWriteLongTokens);
            frame.Number(usage.AudioInputTokens);
        }

        if (hasImages)
        {
            frame.Number(usage.ImageInputTokens);
        }

        frame.Bytes(entry.Scope);
        frame.Bytes(entry.Body.Span);
        frame.Bytes(entry.Answer.Span);
    }

    private static CacheEntry Read(SealedCacheRow row, ReadOnlySpan<byte> plain)
    {
        var frame = new FrameReader(plain);
        return new CacheEntry
        {
            Key = row.Key,
            Organization = row.Organization,
            Project = row.Project,
            ReceiptId = row.ReceiptId,
            CreatedAt = new DateTimeOffset(row.CreatedAt, TimeSpan.Zero),
            ExpiresAt = new DateTimeOffset(row.ExpiresAt, TimeSpan.Zero),
            AnswerDigest = Digest.FromBytes(frame.Bytes()),
            Usage = ReadUsage(ref frame),
            Scope = frame.Bytes().ToArray(),
            Body = frame.Bytes().ToArray(),
            Answer = frame.Bytes().ToArray(),
        };
    }

    private static Usage ReadUsage(ref FrameReader frame)
    {
        var source = frame.Int32();
        var usage = new Usage(
            (UsageSource)(source & ~(MoreCounts | ImageCounts)), frame.Int64(), frame.Int64(), frame.Int64(), frame.Int64(), frame.Int64());
        if ((source & MoreCounts) != 0)
        {
            usage = usage with { CacheWriteLongTokens = frame.Int64(), AudioInputTokens = frame.Int64() };
        }

        return (source & ImageCounts) == 0 ? usage : usage with { ImageInputTokens = frame.Int64() };
    }
}
