using NextModel.Caching;

namespace NextModel.Storage.Sqlite.Cache;

/// <summary>Where an entry is in the file.</summary>
/// <param name="key">The entry's key.</param>
/// <param name="id">Its row.</param>
/// <param name="expiresAt">UTC ticks.</param>
/// <param name="size">Bytes of what is sealed.</param>
internal sealed class SqliteCachePlace(CacheKey key, long id, long expiresAt, long size)
{
    public CacheKey Key => key;

    public long Id => id;

    public long ExpiresAt => expiresAt;

    public long Size => size;

    /// <summary>The entries of its project, itself among them; null when it is gone.</summary>
    public SqliteCacheShelf? Shelf { get; set; }

    public SqliteCachePlace? Older { get; set; }

    public SqliteCachePlace? Younger { get; set; }
}
