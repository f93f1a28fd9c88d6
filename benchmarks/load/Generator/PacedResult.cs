namespace NextModel.Load.Generator;

/// <summary>What paced load saw.</summary>
internal sealed class PacedResult
{
    private readonly List<double> _served = [];

    public int Served => _served.Count;

    /// <summary>Answers with status 503.</summary>
    public int Refused { get; private set; }

    /// <summary>Answers with another status than 200 and 503, and connections that broke.</summary>
    public int Failed { get; set; }

    /// <summary>Requests that were never sent: their callers no longer waited.</summary>
    public int GivenUp { get; set; }

    public int Requests => Served + Refused + Failed + GivenUp;

    /// <summary>The time over which requests were due.</summary>
    public TimeSpan Duration { get; private init; }

    public static PacedResult Merge(IEnumerable<PacedResult> parts, TimeSpan duration)
    {
        var all = new PacedResult { Duration = duration };
        foreach (var part in parts)
        {
            all._served.AddRange(part._served);
            all.Refused += part.Refused;
            all.Failed += part.Failed;
            all.GivenUp += part.GivenUp;
        }

        all._served.Sort();
        return all;
    }

    public void Add(RawAnswer answer, TimeSpan sinceDue)
    {
        switch (answer.Status)
        {
            case 200:
                _served.Add(sinceDue.TotalMilliseconds);
                break;
            case 503:
                Refused++;
                break;
            default:
                Failed++;
                break;
        }
    }

    /// <summary>Milliseconds from due to answered of what was served, nearest rank; for a merged result only.</summary>
    public double Percentile(double percent) =>
        Served == 0 ? double.NaN : _served[Math.Max(0, (int)Math.Ceiling(Served * percent / 100) - 1)];
}
