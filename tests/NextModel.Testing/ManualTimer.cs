namespace NextModel.Testing;

/// <summary>A timer of a <see cref="ManualTime"/>.</summary>
internal sealed class ManualTimer(ManualTime time, Action callback) : ITimer
{
    /// <summary>When it fires next, as time elapsed on its clock.</summary>
    internal TimeSpan Due { get; set; }

    /// <summary>The time between firings, or null to fire once.</summary>
    internal TimeSpan? Period { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period) => time.Schedule(this, dueTime, period);

    public void Dispose() => time.Forget(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Fire() => callback();
}
