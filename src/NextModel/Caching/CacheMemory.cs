namespace NextModel.Caching;

/// <summary>
/// The entries in memory. Reading does not wait for writing. What comes in pushes out the oldest of its project beyond the project's limit; beyond
/// <paramref name="capacity"/> bytes of all, the oldest of the project that takes most.
/// </summary>
internal sealed class CacheMemory(long capacity)
{
    // Looking for the largest project takes all of them, so that each look makes room for many entries.
    private const int RoomAtOnce = 64;

    private readonly CacheTable<CacheSlot> _slots = new();
    private readonly Dictionary<(string Organization, string Project), CacheShelf> _shelves = [];
    private readonly Lock _lock = new();
    private long _bytes;
    private int _purges;

    public int Count => _slots.Count;

    /// <summary>Bytes of all entries and what was prepared from them.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Grows with every purge; see <see cref="Put"/>.</summary>
    public int Purges => Volatile.Read(ref _purges);

    public CacheEntry? Find(CacheKey key) => _slots.Find(key)?.Entry;

    /// <summary>The entry with its project's limit, for writing it elsewhere; null when it is gone.</summary>
    public CacheWrite? FindToWrite(CacheKey key) =>
        _slots.TryFind(key, out var slot) ? new CacheWrite(slot.Entry, slot.Shelf.Limit) : null;

    /// <summary>
    /// Takes an entry in. One that was read elsewhere comes with the <paramref name="purges"/> of before the reading and stays out when
    /// something has been purged since: it may be what was meant to go.
    /// </summary>
    public void Put(CacheEntry entry, long projectLimit, int? purges = null)
    {
        lock (_lock)
        {
            if (purges.GetValueOrDefault(_purges) != _purges || entry.Size > Math.Min(projectLimit, capacity))
            {
                return;
            }

            if (_slots.TryFind(entry.Key, out var earlier))
            {
                Remove(earlier);
            }

            var shelf = ShelfOf(entry);
            shelf.Limit = projectLimit;
            var slot = new CacheSlot(entry, shelf);
            shelf.Add(slot);
            _bytes += slot.Bytes;
            _slots.Set(entry.Key, slot);
            Shrink(shelf);
        }
    }

    /// <summary>Removes this very entry; another one of the same key stays.</summary>
    public void Remove(CacheEntry entry)
    {
        lock (_lock)
        {
            if (_slots.TryFind(entry.Key, out var slot) && slot.Entry == entry)
            {
                Remove(slot);
            }
        }
    }

    /// <summary>Hangs what was prepared from an entry on it and counts its bytes.</summary>
    public void Prepare(CacheEntry entry, object prepared, long bytes)
    {
        lock (_lock)
        {
            if (_slots.TryFind(entry.Key, out var slot) && slot.Entry == entry && entry.TryPrepare(prepared))
            {
                slot.Bytes += bytes;
                slot.Shelf.Bytes += bytes;
                _bytes += bytes;
                Shrink(slot.Shelf);
            }
        }
    }

    public int RemoveProject(string organization, string project) => Purge(organization, project, _ => true);

    public int RemoveReceipt(string organization, string project, string receiptId) =>
        Purge(organization, project, entry => entry.ReceiptId == receiptId);

    /// <summary>Removes what has expired, as far as entries expire in the order they came in; the rest goes when it is looked up.</summary>
    public int RemoveExpired(DateTimeOffset now)
    {
        var removed = 0;
        lock (_lock)
        {
            foreach (var shelf in _shelves.Values.ToArray())
            {
                while (shelf.Oldest is { } oldest && oldest.Entry.ExpiresAt <= now)
                {
                    Remove(oldest);
                    removed++;
                }
            }
        }

        return removed;
    }

    private int Purge(string organization, string project, Func<CacheEntry, bool> isMeant)
    {
        lock (_lock)
        {
            _purges++;
            if (!_shelves.TryGetValue((organization, project), out var shelf))
            {
                return 0;
            }

            var meant = shelf.Slots().Where(slot => isMeant(slot.Entry)).ToArray();
            foreach (var slot in meant)
            {
                Remove(slot);
            }

            return meant.Length;
        }
    }

    private CacheShelf ShelfOf(CacheEntry entry)
    {
        if (!_shelves.TryGetValue((entry.Organization, entry.Project), out var shelf))
        {
            shelf = new CacheShelf();
            _shelves.Add((entry.Organization, entry.Project), shelf);
        }

        return shelf;
    }

    private void Shrink(CacheShelf shelf)
    {
        while (shelf.Bytes > shelf.Limit && shelf.Oldest is { } oldest)
        {
            Remove(oldest);
        }

        while (_bytes > capacity)
        {
            MakeRoom(_shelves.Values.MaxBy(one => one.Bytes)!);
        }
    }

    private void MakeRoom(CacheShelf largest)
    {
        var enough = capacity - (capacity / RoomAtOnce);
        do
        {
            Remove(largest.Oldest!);
        }
        while (_bytes > enough && largest.Oldest?.Younger is not null);
    }

    private void Remove(CacheSlot slot)
    {
        _slots.Remove(slot.Entry.Key);
        _bytes -= slot.Bytes;
        slot.Shelf.Remove(slot);
        if (slot.Shelf.Oldest is null)
        {
            _shelves.Remove((slot.Entry.Organization, slot.Entry.Project));
        }
    }
}
