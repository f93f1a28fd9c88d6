namespace NextModel.Reporting.Reconciliation;

/// <summary>The stretches of time a provider's files count in.</summary>
internal sealed class BucketGrid
{
    private readonly long[] _starts;
    private readonly long[] _ends;

    private BucketGrid(long[] starts, long[] ends)
    {
        _starts = starts;
        _ends = ends;
    }

    /// <summary>The grid of these stretches, or what is wrong with them, as a sentence.</summary>
    public static (BucketGrid? Grid, string? Problem) Of(IEnumerable<(long Start, long End)> buckets)
    {
        var sorted = buckets.Order().ToArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Start < sorted[i - 1].End)
            {
                return (null, $"Rows of {BucketText.Of(sorted[i - 1].Start, sorted[i - 1].End)} and of {BucketText.Of(sorted[i].Start, sorted[i].End)} "
                    + "overlap, so their sums would count twice. Export all files with the same bucket width.");
            }
        }

        return (new BucketGrid([.. sorted.Select(b => b.Start)], [.. sorted.Select(b => b.End)]), null);
    }

    /// <summary>The stretch a moment is in. Where the files have none, one as wide as the first.</summary>
    public (long Start, long End) Of(long time)
    {
        var place = Array.BinarySearch(_starts, time);
        place = place >= 0 ? place : ~place - 1;
        if (place >= 0 && time < _ends[place])
        {
            return (_starts[place], _ends[place]);
        }

        var width = _ends[0] - _starts[0];
        var start = time - ((((time - _starts[0]) % width) + width) % width);
        return (
            place >= 0 ? Math.Max(start, _ends[place]) : start,
            place + 1 < _starts.Length ? Math.Min(start + width, _starts[place + 1]) : start + width);
    }
}
