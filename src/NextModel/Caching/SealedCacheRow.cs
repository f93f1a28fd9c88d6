namespace NextModel.Caching;

/// <summary>An entry as a store keeps it: what must be found and counted in clear, all else sealed.</summary>
/// <param name="Key">The entry's key.</param>
/// <param name="Organization">Organization id.</param>
/// <param name="Project">Project id.</param>
/// <param name="ReceiptId">Receipt of the fresh answer.</param>
/// <param name="CreatedAt">UTC ticks.</param>
/// <param name="ExpiresAt">UTC ticks.</param>
/// <param name="Sealed">Identity, answer, digest and usage, from <see cref="CacheSeal"/>.</param>
public readonly record struct SealedCacheRow(
    CacheKey Key, string Organization, string Project, string ReceiptId, long CreatedAt, long ExpiresAt, ReadOnlyMemory<byte> Sealed);
