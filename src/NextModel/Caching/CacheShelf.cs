namespace NextModel.Caching;

/// <summary>The entries of one project in <see cref="CacheMemory"/>, by age.</summary>
/// <remarks>The links are in the slots: a list's own nodes would be one more object per entry that outlives young collections.</remarks>
internal sealed class CacheShelf
{
    private CacheSlot? _youngest;

    public CacheSlot? Oldest { get; private set; }

    public long Bytes { get; set; }

    /// <summary>Most bytes, as the project last said.</summary>
    public long Limit { get; set; }

    public void Add(CacheSlot slot)
    {
        slot.Older = _youngest;
        if (_youngest is null)
        {
            Oldest = slot;
        }
        else
        {
            _youngest.Younger = slot;
        }

        _youngest = slot;
        Bytes += slot.Bytes;
    }

    /// <summary>Takes off a slot that is on this shelf.</summary>
    public void Remove(CacheSlot slot)
    {
        if (slot.Older is null)
        {
            Oldest = slot.Younger;
        }
        else
        {
            slot.Older.Younger = slot.Younger;
        }

        if (slot.Younger is null)
        {
            _youngest = slot.Older;
        }
        else
        {
            slot.Younger.Older = slot.Older;
        }

        (slot.Older, slot.Younger) = (null, null);
        Bytes -= slot.Bytes;
    }

    /// <summary>The slots, oldest first. The shelf must not change meanwhile.</summary>
    public IEnumerable<CacheSlot> Slots()
    {
        for (var slot = Oldest; slot is not null; slot = slot.Younger)
        {
            yield return slot;
        }
    }
}
