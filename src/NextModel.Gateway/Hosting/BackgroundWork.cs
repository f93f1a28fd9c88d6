using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace NextModel.Gateway.Hosting;

/// <summary>What goes on beside the requests, from start to stop. Work that fails stops for good and is logged: it must not.</summary>
internal sealed partial class BackgroundWork(ILogger<BackgroundWork> logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];

    public void Start(string name, Func<CancellationToken, Task> work) => _running.Add(RunAsync(name, work));

    /// <summary>Does <paramref name="work"/> at every interval.</summary>
    public void Repeat(string name, TimeSpan interval, TimeProvider time, Func<CancellationToken, ValueTask> work) =>
        Start(name, stopping => RepeatAsync(interval, time, token => TryAsync(name, work, token), stopping));

    /// <summary>Does <paramref name="work"/> at every interval until it is cancelled.</summary>
    public static async Task RepeatAsync(TimeSpan interval, TimeProvider time, Func<CancellationToken, ValueTask> work, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await work(stopping);
        }
    }

    // A database that is away comes back.
    private async ValueTask TryAsync(string name, Func<CancellationToken, ValueTask> work, CancellationToken stopping)
    {
        try
        {
            await work(stopping);
        }
        catch (DbException failure)
        {
            LogPutOff(failure, name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running);
        _stopping.Dispose();
    }

    private async Task RunAsync(string name, Func<CancellationToken, Task> work)
    {
        await Task.Yield();
        try
        {
            await work(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end of the work.
        }
#pragma warning disable CA1031 // One job that fails must not take the requests with it; nothing here is on their path.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailure(error, name);
        }
    }

    [LoggerMessage(7011, LogLevel.Warning, "Background work '{Name}' could not be done, because the database failed; it is tried again")]
    private partial void LogPutOff(Exception failure, string name);

    [LoggerMessage(7010, LogLevel.Critical, "Background work '{Name}' failed and has stopped.")]
    private partial void LogFailure(Exception error, string name);
}
