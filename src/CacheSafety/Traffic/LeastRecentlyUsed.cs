namespace CacheSafety.Traffic;

/// <summary>Entries by number with the time they were filled, in order of use: a list in two arrays, so that a million requests make no garbage.</summary>
/// <param name="numbers">Entry numbers are below this.</param>
/// <param name="capacity">Most entries at a time.</param>
internal sealed class LeastRecentlyUsed(int numbers, int capacity)
{
    private const int None = -1;

    private readonly double[] _filled = Filled(numbers);
    private readonly int[] _newer = new int[numbers];
    private readonly int[] _older = new int[numbers];
    private int _newest = None;
    private int _oldest = None;
    private int _count;

    public long Evicted { get; private set; }

    /// <summary>When the entry was filled; NaN for none.</summary>
    public double FilledAt(int entry) => _filled[entry];

    /// <summary>Fills an entry, which may push out the oldest one.</summary>
    public void Fill(int entry, double now)
    {
        if (double.IsNaN(_filled[entry]))
        {
            if (_count == capacity)
            {
                Evicted++;
                Remove(_oldest);
            }

            Link(entry);
        }
        else
        {
            Touch(entry);
        }

        _filled[entry] = now;
    }

    /// <summary>The entry was used.</summary>
    public void Touch(int entry)
    {
        if (entry != _newest)
        {
            Unlink(entry);
            Link(entry);
        }
    }

    private void Remove(int entry)
    {
        Unlink(entry);
        _filled[entry] = double.NaN;
    }

    private void Link(int entry)
    {
        (_newer[entry], _older[entry]) = (None, _newest);
        if (_newest != None)
        {
            _newer[_newest] = entry;
        }

        _newest = entry;
        _oldest = _oldest == None ? entry : _oldest;
        _count++;
    }

    private void Unlink(int entry)
    {
        var (newer, older) = (_newer[entry], _older[entry]);
        if (newer == None)
        {
            _newest = older;
        }
        else
        {
            _older[newer] = older;
        }

        if (older == None)
        {
            _oldest = newer;
        }
        else
        {
            _newer[older] = newer;
        }

        _count--;
    }

    private static double[] Filled(int numbers)
    {
        var filled = new double[numbers];
        Array.Fill(filled, double.NaN);
        return filled;
    }
}
