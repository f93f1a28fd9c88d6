using NextModel.Testing;

namespace NextModel.Storage.Tests.Simulation;

/// <summary>
/// Runs asynchronous code on one thread, and chooses by a seed which of the continuations that could run is next: the same seed is the same
/// run. Nobody waits for time; when nothing can run, the clock goes on to whatever wakes first.
/// </summary>
internal sealed class SeededScheduler(Random random, ManualTime time) : SynchronizationContext
{
    private readonly List<(SendOrPostCallback Run, object? State)> _ready = [];
    private readonly PriorityQueue<TaskCompletionSource, (DateTimeOffset Due, int Number)> _asleep = new();
    private readonly Order _order = (Order)random.Next(3);
    private int _slept;

    // A run that always takes any of them seldom starves one, or runs one to its end before another begins.
    private enum Order
    {
        Any,
        OldestFirst,
        NewestFirst,
    }

    public override void Post(SendOrPostCallback d, object? state) => _ready.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing waits here.");

    /// <summary>Comes back after a time of this clock; others run meanwhile.</summary>
    public Task Sleep(TimeSpan duration)
    {
        var wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _asleep.Enqueue(wake, (time.GetUtcNow() + duration, _slept++));
        return wake.Task;
    }

    /// <summary>Runs what can run until nothing can any more; false when it was ended before.</summary>
    /// <param name="afterEach">Called after each step; false ends it at once, as a kill would: what is left never runs.</param>
    public bool Run(Func<bool> afterEach)
    {
        while (true)
        {
            if (_ready.Count == 0)
            {
                if (!_asleep.TryDequeue(out var wake, out var due))
                {
                    return true;
                }

                time.Advance(due.Due > time.GetUtcNow() ? due.Due - time.GetUtcNow() : TimeSpan.Zero);
                wake.SetResult();
                continue;
            }

            var next = _order switch
            {
                Order.Any => random.Next(_ready.Count),
                Order.OldestFirst => 0,
                _ => _ready.Count - 1,
            };
            var (run, state) = _ready[next];
            _ready.RemoveAt(next);
            run(state);
            if (!afterEach())
            {
                return false;
            }
        }
    }
}
