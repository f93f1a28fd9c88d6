namespace NextModel.Load.Generator;

/// <summary>What one run of load saw.</summary>
internal sealed class LoadResult
{
    private readonly List<double> _milliseconds = [];

    public int Requests => _milliseconds.Count;

    /// <summary>Answers with another status than 200.</summary>
    public int Refused { get; private set; }

    /// <summary>Answers that said they were replays.</summary>
    public int Replayed { get; private set; }

    public TimeSpan Elapsed { get; private set; }

    public double RequestsPerSecond => Requests / Elapsed.TotalSeconds;

    public static LoadResult Merge(IEnumerable<LoadResult> parts, TimeSpan elapsed)
    {
        var all = new LoadResult { Elapsed = elapsed };
        foreach (var part in parts)
        {
            all._milliseconds.AddRange(part._milliseconds);
            all.Refused += part.Refused;
            all.Replayed += part.Replayed;
        }

        all._milliseconds.Sort();
        return all;
    }

    public void Add(RawAnswer answer, TimeSpan took)
    {
        _milliseconds.Add(took.TotalMilliseconds);
        Refused += answer.Status == 200 ? 0 : 1;
        Replayed += answer.Replayed ? 1 : 0;
    }

    /// <summary>Latency in milliseconds, nearest rank; for a merged result only.</summary>
    public double Percentile(double percent) =>
        Requests == 0 ? double.NaN : _milliseconds[Math.Max(0, (int)Math.Ceiling(Requests * percent / 100) - 1)];
}
