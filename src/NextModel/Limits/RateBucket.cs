namespace NextModel.Limits;

/// <summary>
/// A bucket that holds one minute's worth and fills steadily: after a pause the whole minute may be used at once, and over any longer
/// time no more than the rate. Only under the limiter's lock.
/// </summary>
internal sealed class RateBucket : RateMeter
{
    private double _level;
    private long _at;
    private bool _hasBegun;

    public override long Remaining(long perMinute) => Math.Max(0, (long)_level);

    public override void Fill(long perMinute, long now, TimeProvider time)
    {
        var elapsed = _hasBegun ? time.GetElapsedTime(_at, now) : TimeSpan.FromMinutes(1);
        _level = Math.Min(perMinute, _level + (Math.Max(0, elapsed.TotalMinutes) * perMinute));
        _at = now;
        _hasBegun = true;
    }

    public override TimeSpan WaitFor(double cost, long perMinute) =>
        cost <= _level ? TimeSpan.Zero : TimeSpan.FromMinutes((cost - _level) / perMinute);

    public override TimeSpan UntilFull(long perMinute) => WaitFor(perMinute, perMinute);

    public override void Take(double cost) => _level -= cost;
}
