namespace NextModel.Caching;

/// <summary>The entries of one project in <see cref="CacheMemory"/>, oldest first.</summary>
internal sealed class CacheShelf
{
    public LinkedList<CacheSlot> Slots { get; } = new();

    public long Bytes { get; set; }

    /// <summary>Most bytes, as the project last said.</summary>
    public long Limit { get; set; }
}
