namespace NextModel.Caching;

/// <summary>An entry's place in <see cref="CacheMemory"/>.</summary>
internal sealed class CacheSlot
{
    public CacheSlot(CacheEntry entry, CacheShelf shelf)
    {
        Entry = entry;
        Shelf = shelf;
        Bytes = entry.Size;
        AmongAll = new LinkedListNode<CacheSlot>(this);
        OnShelf = new LinkedListNode<CacheSlot>(this);
    }

    public CacheEntry Entry { get; }

    public CacheShelf Shelf { get; }

    /// <summary>The entry and what was prepared from it.</summary>
    public long Bytes { get; set; }

    public LinkedListNode<CacheSlot> AmongAll { get; }

    public LinkedListNode<CacheSlot> OnShelf { get; }
}
