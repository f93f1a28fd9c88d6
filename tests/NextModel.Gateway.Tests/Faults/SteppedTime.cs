namespace NextModel.Gateway.Tests.Faults;

/// <summary>A wall clock that somebody sets while the program runs; what measures how long something takes does not notice.</summary>
internal sealed class SteppedTime(DateTimeOffset start) : TimeProvider
{
    private long _ahead = (start - System.GetUtcNow()).Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    /// <summary>Sets the clock.</summary>
    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _ahead, (now - System.GetUtcNow()).Ticks);

    /// <summary>Sets it forward, or back.</summary>
    public void Step(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
