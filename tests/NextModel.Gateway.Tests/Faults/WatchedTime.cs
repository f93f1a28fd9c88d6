namespace NextModel.Gateway.Tests.Faults;

/// <summary>The system's clock, which tells when somebody begins a wait of a certain length.</summary>
/// <param name="length">The wait that is looked for.</param>
internal sealed class WatchedTime(TimeSpan length) : TimeProvider
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first such wait begins.</summary>
    public Task Begun => _begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == length)
        {
            _begun.TrySetResult();
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }
}
