using NextModel.Json;
using NextModel.Metering;
using NextModel.Secrets;

namespace NextModel.Caching;

/// <summary>
/// Entries as sealed rows and back. A row opens only as what it was: under its organization's key, in its project, under its key, with
/// its receipt and times. Every entry has a key of its own, derived from its organization's, so that no number of entries wears out
/// random nonces.
/// </summary>
public sealed class CacheSeal(DataKeyRing keys)
{
    private const string FormatVersion = "nextmodel.cache-row/1";

    /// <summary>The row of an entry; null when its organization's key is gone.</summary>
    public SealedCacheRow? TrySeal(CacheEntry entry)
    {
        if (KeyOf(entry.Organization, entry.Key) is not { } key)
        {
            return null;
        }

        var row = new SealedCacheRow(
            entry.Key, entry.Organization, entry.Project, entry.ReceiptId, entry.CreatedAt.UtcTicks, entry.ExpiresAt.UtcTicks, []);
        using var plain = new PooledBuffer((int)entry.Size);
        Write(entry, plain);
        using var context = ContextOf(row);
        return row with { Sealed = key.Seal(plain.Written, context.Written) };
    }

    /// <summary>The entry of a row; null when anything in the row is not as it was sealed.</summary>
    public CacheEntry? TryOpen(SealedCacheRow row)
    {
        using var context = ContextOf(row);
        return KeyOf(row.Organization, row.Key)?.TryOpen(row.Sealed, context.Written) is { } plain ? Read(row, plain) : null;
    }

    private DataKey? KeyOf(string organization, CacheKey key) =>
        keys.Find(organization) is { } found ? new DataKey(found.Derive("cache-entry/" + key)) : null;

    private static PooledBuffer ContextOf(SealedCacheRow row)
    {
        var context = new PooledBuffer(512);
        var frame = new FrameWriter(context);
        frame.Text(FormatVersion);
        frame.Text(row.Organization);
        frame.Text(row.Project);
        frame.Optional(row.Key.Value);
        frame.Text(row.ReceiptId);
        frame.Number(row.CreatedAt);
        frame.Number(row.ExpiresAt);
        return context;
    }

    private static void Write(CacheEntry entry, PooledBuffer output)
    {
        var (source, input, cachedInput, cacheWrite, outputTokens, reasoning) = entry.Usage;
        var frame = new FrameWriter(output);
        frame.Optional(entry.AnswerDigest);
        frame.Number((int)source);
        frame.Number(input);
        frame.Number(cachedInput);
        frame.Number(cacheWrite);
        frame.Number(outputTokens);
        frame.Number(reasoning);
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
            Usage = new Usage((UsageSource)frame.Int32(), frame.Int64(), frame.Int64(), frame.Int64(), frame.Int64(), frame.Int64()),
            Scope = frame.Bytes().ToArray(),
            Body = frame.Bytes().ToArray(),
            Answer = frame.Bytes().ToArray(),
        };
    }
}
