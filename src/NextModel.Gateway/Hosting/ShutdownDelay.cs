using Microsoft.Extensions.Hosting;
using NextModel.Ledger;

namespace NextModel.Gateway.Hosting;

/// <summary>
/// Between the signal to stop and the end of listening: requests are answered as before, while <c>/health/ready</c> says that the server stops, so that a
/// balancer that asks there sends elsewhere before a connection is refused. Not waited for when the ledger has failed: nothing can be answered then.
/// </summary>
internal sealed class ShutdownDelay(TimeSpan delay, LedgerAdmission admission, TimeProvider time) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The host awaits this before it stops the server.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        delay == TimeSpan.Zero ? Task.CompletedTask : Task.WhenAny(Task.Delay(delay, time, cancellationToken), admission.Closed);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
