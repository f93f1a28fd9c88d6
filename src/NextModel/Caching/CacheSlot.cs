namespace NextModel.Caching;

/// <summary>An entry's place in <see cref="CacheMemory"/>: on its project's shelf, between an older and a younger one.</summary>
internal sealed class CacheSlot(CacheEntry entry, CacheShelf shelf)
{
    public CacheEntry Entry { get; } = entry;

    public CacheShelf Shelf { get; } = shelf;

    /// <summary>The entry and what was prepared from it.</summary>
    public long Bytes { get; set; } = entry.Size;

    /// <summary>Next on the shelf; null for the oldest.</summary>
    public CacheSlot? Older { get; set; }

    /// <summary>Next on the shelf; null for the youngest.</summary>
    public CacheSlot? Younger { get; set; }
}
