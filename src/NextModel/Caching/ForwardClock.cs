namespace NextModel.Caching;

/// <summary>
/// The time by which entries age. It goes on with whichever goes on faster, the wall clock or time that passes, and never back: a
/// clock that is set back opens no expired entry again, and one that was set ahead and back lengthens no life.
/// </summary>
internal sealed class ForwardClock
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private DateTimeOffset _now;
    private DateTimeOffset _wall;
    private long _timestamp;

    public ForwardClock(TimeProvider time)
    {
        _time = time;
        _now = _wall = time.GetUtcNow();
        _timestamp = time.GetTimestamp();
    }

    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                var wall = _time.GetUtcNow();
                var timestamp = _time.GetTimestamp();
                var (byWall, passed) = (wall - _wall, _time.GetElapsedTime(_timestamp, timestamp));
                _now += byWall > passed ? byWall : passed;
                (_wall, _timestamp) = (wall, timestamp);
                return _now;
            }
        }
    }
}
