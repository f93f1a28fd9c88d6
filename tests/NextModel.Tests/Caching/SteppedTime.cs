namespace NextModel.Tests.Caching;

/// <summary>A wall clock that can be set, beside time that only passes.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private DateTimeOffset _wall = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Sets the wall clock ahead or back; no time passes.</summary>
    public void Step(TimeSpan by) => _wall += by;

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan by)
    {
        _wall += by;
        _passed += by.Ticks;
    }

    public override DateTimeOffset GetUtcNow() => _wall;

    public override long GetTimestamp() => _passed;
}
