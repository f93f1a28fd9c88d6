namespace CacheSafety.Tests.BlackBox;

/// <summary>The system's clock, put forward: that of a target whose clock somebody sets. Timers and durations stay real.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    /// <summary>For <see cref="CacheSafety.BlackBox.ProbeOptions.AgeTo"/>: times are counted from the call that made it.</summary>
    public Func<TimeSpan, CancellationToken, Task> Aging()
    {
        var start = Interlocked.Read(ref _shift);
        return (age, _) =>
        {
            Interlocked.Exchange(ref _shift, start + age.Ticks);
            return Task.CompletedTask;
        };
    }
}
