namespace NextModel.Limits;

/// <summary>
/// A replica's part of a bucket that all replicas share: it holds what it was given, and is filled by what it is given. Only under the limiter's lock.
/// </summary>
/// <remarks>
/// Until it is given something, and where its part is too small for a single request, it may take in advance: an eighth of the limit, divided by
/// the replicas, or one request if that is more. What was taken so is made up for before anything else is given.
/// </remarks>
internal sealed class RateSlice(RateKind kind, RateReplicas replicas) : RateMeter
{
    // Part of a limit that all replicas together may take in advance.
    private const double Advance = 1.0 / 8;

    // Demand of which so little is left is none.
    private const double Nothing = 0.01;

    private double _level;
    private double _returned;
    private double _recent;
    private double _demand;
    private double _share;
    private long _at;
    private bool _isAnswered;

    public override void Fill(long perMinute, long now, TimeProvider time)
    {
        // The others fill it.
    }

    public override long Remaining(long perMinute) => _isAnswered ? Math.Clamp((long)_level, 0, perMinute) : perMinute;

    public override TimeSpan UntilFull(long perMinute) => TimeSpan.FromMinutes((double)(perMinute - Remaining(perMinute)) / perMinute);

    public override TimeSpan WaitFor(double cost, long perMinute)
    {
        var rate = _isAnswered ? _share * perMinute : perMinute;
        if (cost <= _level || (_isAnswered ? _level >= 0 && cost > rate : _level - cost >= -Math.Max(cost, AdvanceOf(perMinute))))
        {
            return TimeSpan.Zero;
        }

        return rate > 0 ? TimeSpan.FromMinutes(Math.Min(1, (cost - _level) / rate)) : TimeSpan.FromSeconds(1);
    }

    /// <summary>Whether one more may be in flight.</summary>
    public bool HasRoom(int inFlight, int most) =>
        inFlight + 1 <= _level || (inFlight + 1 <= Math.Max(1, AdvanceOf(most)) && (!_isAnswered || _share * most < 1));

    public override void Take(double cost) => _level -= cost;

    public override void Ask(double cost)
    {
        _recent += cost;
        if (!_isAnswered)
        {
            replicas.Wake();
        }
    }

    /// <summary>What to say to the others of it; null when there is nothing to say.</summary>
    public RateAsk? Collect(string scopeId, long limit, int inFlight, long now, TimeProvider time)
    {
        var elapsed = _at == 0 ? TimeSpan.Zero : time.GetElapsedTime(_at, now);
        _at = now;

        // What was asked for a second ago counts half.
        _demand = (_demand * Math.Pow(0.5, elapsed.TotalSeconds)) + _recent;
        _recent = 0;
        if (kind == RateKind.InFlight)
        {
            // What is in use is held, also where it was taken in advance.
            _level = Math.Max(_level, inFlight);
        }

        var demand = _demand + inFlight < Nothing ? 0 : _demand + inFlight;
        return demand > 0 || _isAnswered || _returned != 0 || _level != 0 ? new RateAsk(scopeId, kind, limit, _level, _returned, demand) : null;
    }

    /// <summary>Takes what was given for what was said.</summary>
    public void Apply(RateAsk ask, RateGrant grant, int inFlight)
    {
        _returned -= ask.Returned;
        _level += grant.Granted;
        _share = grant.Share;
        _isAnswered = ask.Demand > 0;
        var kept = Math.Max(grant.Target, kind == RateKind.InFlight ? inFlight : 0);
        if (_level > kept)
        {
            // Of requests in flight the others see by what is held next that it is less.
            _returned += kind == RateKind.InFlight ? 0 : _level - kept;
            _level = kept;
        }
    }

    /// <summary>Nobody knows whether it was heard: what was given back is not given back twice.</summary>
    public void Lose(RateAsk ask) => _returned -= ask.Returned;

    private double AdvanceOf(long limit) => Advance * limit / replicas.Count;
}
