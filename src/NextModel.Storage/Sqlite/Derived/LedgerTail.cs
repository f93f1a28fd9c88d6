using NextModel.Storage.Ledger;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>
/// The newest receipts of the ledger, read once and kept until <c>derived.db</c> has them: reports take them from here. One thread reads on,
/// any number look.
/// </summary>
internal sealed class LedgerTail(IReceiptFacts ledger)
{
    // Small enough not to be a large object: those are only collected with everything else.
    private const int BlockSize = 512;

    private readonly Lock _gate = new();

    // Filled at the end, and begun anew only when nobody reads: what a reader has taken does not change under it.
    private List<ReceiptFact[]> _blocks = [];
    private int _readers;
    private long _after;
    private int _count;

    /// <summary>Receipts it holds.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Begins anew after a position; what was held is dropped.</summary>
    public void Restart(long after)
    {
        lock (_gate)
        {
            _blocks = _readers == 0 ? _blocks : [];
            _after = after;
            _count = 0;
        }
    }

    /// <summary>Reads on until it holds <paramref name="most"/>; returns how many came.</summary>
    public int ReadOn(int most)
    {
        var came = 0;
        if (most > _count)
        {
            foreach (var fact in ledger.After(LastPosition, most - _count))
            {
                Add(fact);
                came++;
            }
        }

        return came;
    }

    /// <summary>Copies the oldest, at most <paramref name="most"/>, to an empty list.</summary>
    public void CopyTo(List<ReceiptFact> facts, int most)
    {
        for (var i = 0; i < Math.Min(_count, most); i++)
        {
            facts.Add(_blocks[i / BlockSize][i % BlockSize]);
        }
    }

    /// <summary>Receipts after a position, oldest first: from here as far as they are here, from the ledger before and after that.</summary>
    public IEnumerable<ReceiptFact> After(long position)
    {
        var (blocks, count) = Enter(position);
        try
        {
            for (var i = 0; i < count; i++)
            {
                var fact = blocks[i / BlockSize][i % BlockSize];
                if (fact.Position > position)
                {
                    position = fact.Position;
                    yield return fact;
                }
            }
        }
        finally
        {
            Leave();
        }

        foreach (var fact in ledger.After(position))
        {
            yield return fact;
        }
    }

    private long LastPosition => _count == 0 ? _after : _blocks[(_count - 1) / BlockSize][(_count - 1) % BlockSize].Position;

    // Whoever looks from before the first block sees a derived file that is older than what was dropped here.
    private (ReceiptFact[][] Blocks, int Count) Enter(long position)
    {
        lock (_gate)
        {
            _readers++;
            return position < _after ? ([], 0) : ([.. _blocks], _count);
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _readers--;
        }
    }

    private void Add(in ReceiptFact fact)
    {
        lock (_gate)
        {
            if (_count == _blocks.Count * BlockSize)
            {
                _blocks.Add(new ReceiptFact[BlockSize]);
            }

            _blocks[_count / BlockSize][_count % BlockSize] = fact;
            _count++;
        }
    }
}
