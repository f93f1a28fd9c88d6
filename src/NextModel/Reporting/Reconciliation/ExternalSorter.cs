using System.Text;

namespace NextModel.Reporting.Reconciliation;

/// <summary>
/// Sorts any number of records in bounded memory: sorted runs go to files, and are merged when they are read. The order must be total, so
/// that the result does not depend on where runs end.
/// </summary>
internal sealed class ExternalSorter<T>(
    Comparison<T> order, Action<BinaryWriter, T> write, Func<BinaryReader, T> read, SpillSpace space) : IDisposable
{
    private readonly List<T> _held = [];
    private readonly List<(FileStream File, int Count)> _runs = [];

    public long Count { get; private set; }

    public void Add(T record)
    {
        _held.Add(record);
        Count++;
        if (_held.Count >= space.MaxInMemory)
        {
            Spill();
        }
    }

    /// <summary>All records in order. Nothing may be added any more; may be read more than once, not twice at a time.</summary>
    public IEnumerable<T> Sorted()
    {
        _held.Sort(order);
        if (_runs.Count == 0)
        {
            return _held;
        }

        return Merge();
    }

    public void Dispose()
    {
        foreach (var (file, _) in _runs)
        {
            file.Dispose();
        }

        _runs.Clear();
        _held.Clear();
    }

    private void Spill()
    {
        _held.Sort(order);
        var file = space.Create();
        _runs.Add((file, _held.Count));
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        foreach (var record in _held)
        {
            write(writer, record);
        }

        _held.Clear();
    }

    private IEnumerable<T> Merge()
    {
        List<IEnumerator<T>> runs = [.. _runs.Select(run => ReadRun(run.File, run.Count).GetEnumerator()), _held.GetEnumerator()];
        try
        {
            var next = new PriorityQueue<IEnumerator<T>, T>(Comparer<T>.Create(order));
            foreach (var run in runs.Where(run => run.MoveNext()))
            {
                next.Enqueue(run, run.Current);
            }

            while (next.TryPeek(out var run, out var record))
            {
                yield return record;
                if (run.MoveNext())
                {
                    next.DequeueEnqueue(run, run.Current);
                }
                else
                {
                    next.Dequeue();
                }
            }
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }
    }

    private IEnumerable<T> ReadRun(FileStream file, int count)
    {
        file.Position = 0;
        using var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);
        for (var i = 0; i < count; i++)
        {
            yield return read(reader);
        }
    }
}
