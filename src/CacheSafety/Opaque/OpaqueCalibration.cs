using CacheSafety.Statistics;

namespace CacheSafety.Opaque;

/// <summary>What fresh answers and replays of this target look like, learnt before anything is judged.</summary>
internal sealed class OpaqueCalibration
{
    private const double MostByTime = 10;

    private readonly List<double> _hitTimes = [];
    private readonly List<double> _missTimes = [];
    private int _pairs;
    private int _equal;
    private int _withUsage;
    private bool _sawOldDate;
    private bool _sawSameId;
    private bool _sawSameLogProbs;

    /// <summary>Chance that two fresh answers end in the same words, never 0: nothing is proved by not having been seen.</summary>
    public double EqualByChance => (_equal + 0.5) / (_pairs + 1);

    /// <summary>Fresh answers report tokens.</summary>
    public bool ReportsUsage => _withUsage > _pairs;

    /// <summary>No fresh answer was dated before it was asked for; otherwise an old date is no sign.</summary>
    public bool TrustsDates => !_sawOldDate;

    /// <summary>No two fresh answers had one id.</summary>
    public bool TrustsIds => !_sawSameId;

    /// <summary>No two fresh answers had the same log probabilities.</summary>
    public bool TrustsLogProbs => !_sawSameLogProbs;

    /// <summary>Two answers to requests that cannot have been answered before.</summary>
    /// <param name="one">The first.</param>
    /// <param name="other">The second.</param>
    /// <param name="sent">When the first was asked for.</param>
    public void AddFresh(OpaqueAnswer one, OpaqueAnswer other, DateTimeOffset sent)
    {
        _pairs++;
        _sawOldDate |= one.Created < sent - OpaqueEvidence.Skew || other.Created < sent - OpaqueEvidence.Skew;
        _sawSameId |= one.Id is not null && one.Id == other.Id;
        _sawSameLogProbs |= one.LogProbs is not null && one.LogProbs == other.LogProbs;
        _equal += one.Words is not null && one.Words == other.Words ? 1 : 0;
        foreach (var answer in new[] { one, other })
        {
            _withUsage += answer.Tokens > 0 ? 1 : 0;
            _missTimes.Add(Math.Log(Math.Max(0.01, answer.FirstByteMs)));
        }
    }

    /// <summary>An answer that was a replay by other evidence.</summary>
    public void AddReplay(OpaqueAnswer answer) => _hitTimes.Add(Math.Log(Math.Max(0.01, answer.FirstByteMs)));

    /// <summary>
    /// Likelihood of a time under replays by that under fresh answers, between a tenth and ten: time alone never decides. One where the two
    /// do not differ (Kolmogorov–Smirnov at 1 %) or there are too few.
    /// </summary>
    public double TimeRatio(double milliseconds)
    {
        if (_hitTimes.Count < 10 || _missTimes.Count < 10
            || KolmogorovSmirnov.PValue(KolmogorovSmirnov.Distance(_hitTimes, _missTimes), _hitTimes.Count, _missTimes.Count) > 0.01)
        {
            return 1;
        }

        var time = Math.Log(Math.Max(0.01, milliseconds));
        return Math.Clamp(Density(_hitTimes, time) / Math.Max(1e-12, Density(_missTimes, time)), 1 / MostByTime, MostByTime);
    }

    // Normal in the logarithm; the spread is never taken for less than a tenth.
    private static double Density(List<double> sample, double value)
    {
        var mean = sample.Average();
        var spread = Math.Max(0.1, Math.Sqrt(sample.Sum(item => (item - mean) * (item - mean)) / sample.Count));
        var distance = (value - mean) / spread;
        return Math.Exp(-distance * distance / 2) / spread;
    }
}
