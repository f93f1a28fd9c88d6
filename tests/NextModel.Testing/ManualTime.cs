namespace NextModel.Testing;

/// <summary>A clock that stands still until told to advance; its timers fire on the thread that advances it.</summary>
/// <param name="start">The first reading; by default 2026-01-01T00:00:00Z.</param>
public sealed class ManualTime(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _start = (start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).ToUniversalTime();
    private TimeSpan _elapsed;
    private TaskCompletionSource _scheduled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    // Neither Stopwatch's frequency nor that of ticks: code that forgets to convert is found out.
    public override long TimestampFrequency => 1_000_003;

    /// <summary>Completes when at least one timer is waiting to fire, so that a test knows the other side sleeps.</summary>
    public Task WaitForTimerAsync(CancellationToken cancellationToken = default) => WaitForTimersAsync(1, cancellationToken);

    /// <summary>The same for several: where two things sleep, the timer of one does not say that the other does.</summary>
    public async Task WaitForTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task scheduled;
            lock (_lock)
            {
                if (_timers.Count >= count)
                {
                    return;
                }

                scheduled = _scheduled.Task;
            }

            await scheduled.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _start + _elapsed;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return (long)((Int128)_elapsed.Ticks * TimestampFrequency / TimeSpan.TicksPerSecond);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on, stopping at every due timer in order of time to fire it.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan target;
        lock (_lock)
        {
            target = _elapsed + by;
        }

        while (NextDue(target) is { } timer)
        {
            timer.Fire();
        }

        lock (_lock)
        {
            _elapsed = target;
        }
    }

    internal bool Schedule(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        bool fireNow;
        lock (_lock)
        {
            _timers.Remove(timer);
            fireNow = dueTime == TimeSpan.Zero;
            timer.Period = period > TimeSpan.Zero ? period : null;
            timer.Due = _elapsed + (fireNow ? period : dueTime);
            if (dueTime >= TimeSpan.Zero && (!fireNow || timer.Period is not null))
            {
                _timers.Add(timer);
                _scheduled.SetResult();
                _scheduled = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        if (fireNow)
        {
            timer.Fire();
        }

        return true;
    }

    internal void Forget(ManualTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private ManualTimer? NextDue(TimeSpan target)
    {
        lock (_lock)
        {
            var next = _timers.MinBy(timer => timer.Due);
            if (next is null || next.Due > target)
            {
                return null;
            }

            _elapsed = next.Due;
            _timers.Remove(next);
            if (next.Period is { } period)
            {
                next.Due += period;
                _timers.Add(next);
            }

            return next;
        }
    }
}
