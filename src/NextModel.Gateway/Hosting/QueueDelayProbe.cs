using Microsoft.Extensions.Logging;
using NextModel.Limits;
using NextModel.Telemetry;

namespace NextModel.Gateway.Hosting;

/// <summary>
/// Measures how long work waits for a processor: it queues something that does nothing and sees when its turn comes, from a thread of its own, which waits
/// in no queue.
/// </summary>
internal sealed partial class QueueDelayProbe : IThreadPoolWorkItem, IDisposable
{
    private readonly LoadShedder _load;
    private readonly ILogger<QueueDelayProbe> _logger;
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Thread _thread;
    private long _queuedAt;
    private long _ranAt;

    public QueueDelayProbe(LoadShedder load, ILogger<QueueDelayProbe> logger)
    {
        (_load, _logger) = (load, logger);
        _thread = new Thread(Run) { IsBackground = true, Name = "queue delay" };
        _thread.Start();
    }

    public void Execute() => Volatile.Write(ref _ranAt, TimeProvider.System.GetTimestamp());

    public void Dispose()
    {
        _stopping.Set();
        _thread.Join();
        _stopping.Dispose();
    }

    private void Run()
    {
        Queue();
        while (!_stopping.Wait(LoadShedder.Tick))
        {
            var ranAt = Volatile.Read(ref _ranAt);
            var hasBegun = _load.Note(ranAt == 0 ? TimeProvider.System.GetElapsedTime(_queuedAt) : TimeProvider.System.GetElapsedTime(_queuedAt, ranAt));
            if (hasBegun && _load.RequestsPerSecond is { } rate)
            {
                LogOverloaded(_load.Waited.TotalMilliseconds, rate);
            }
            else if (hasBegun)
            {
                LogOver();
            }

            if (ranAt != 0)
            {
                Queue();
            }
        }
    }

    private void Queue()
    {
        Volatile.Write(ref _ranAt, 0);
        _queuedAt = TimeProvider.System.GetTimestamp();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    [LoggerMessage(EventIds.Overloaded, LogLevel.Warning,
        "Overloaded: work waits {Milliseconds:0} ms for a processor. Beyond {Rate:0} requests a second, shared among projects, are refused with 503 until it does not.")]
    private partial void LogOverloaded(double milliseconds, double rate);

    [LoggerMessage(EventIds.OverloadEnded, LogLevel.Information, "No longer overloaded: every request is let in again.")]
    private partial void LogOver();
}
