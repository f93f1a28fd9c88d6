namespace NextModel.Limits;

/// <summary>
/// A bucket that holds one minute's worth and fills steadily: after a pause the whole minute may be used at once, and over any longer
/// time no more than the rate. Only under the limiter's lock.
/// </summary>
internal struct RateBucket
{
    private double _level;
    private long _at;
    private bool _hasBegun;

    /// <summary>What is in it, rounded down; 0 when it is overdrawn.</summary>
    public readonly long Remaining => Math.Max(0, (long)_level);

    /// <summary>Lets in what has come since the last call.</summary>
    public void Fill(long perMinute, long now, TimeProvider time)
    {
        var elapsed = _hasBegun ? time.GetElapsedTime(_at, now) : TimeSpan.FromMinutes(1);
        _level = Math.Min(perMinute, _level + (Math.Max(0, elapsed.TotalMinutes) * perMinute));
        _at = now;
        _hasBegun = true;
    }

    /// <summary>How long until <paramref name="cost"/> is in it; zero when it is.</summary>
    public readonly TimeSpan WaitFor(double cost, long perMinute) =>
        cost <= _level ? TimeSpan.Zero : TimeSpan.FromMinutes((cost - _level) / perMinute);

    /// <summary>Takes <paramref name="cost"/> out, or, negative, puts it back. It may be overdrawn by what nobody knew before.</summary>
    public void Take(double cost) => _level -= cost;
}
