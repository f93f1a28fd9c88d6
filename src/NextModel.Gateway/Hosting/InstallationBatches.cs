using Microsoft.Extensions.Logging;
using NextModel.Pipeline.Objects;
using NextModel.Providers.Objects;
using NextModel.Storage.Sql.Objects;

namespace NextModel.Gateway.Hosting;

/// <summary>Batches of a running installation: noted, looked at every few minutes, and charged when they are over.</summary>
internal sealed class InstallationBatches : IAsyncDisposable
{
    private readonly BackgroundWork _background;

    public InstallationBatches(OpenInstallation installation)
    {
        var (stores, time) = (installation.Stores, installation.Time);
        Store = stores.Replica is { } replica
            ? new SqlBatchStore(stores.Database, replica.Id.ToString(), SqlBatchStore.LivingReplica)
            : new SqlBatchStore(stores.Database, Guid.CreateVersion7(time.GetUtcNow()).ToString(), SqlBatchStore.NobodyElse);
        Calls = new ObjectCall(installation.SourceConnections, time);
        var books = new BatchBooks(
            installation.Snapshots, installation.Credentials, installation.Budgets, stores.Index, installation.Ledger, installation.Telemetry.Requests);
        Charging = new BatchCharging(
            installation.SourceObjects, Store, Calls, books, installation.Snapshots, installation.Credentials, installation.Directory, time,
            installation.Loggers.CreateLogger<BatchCharging>());
        _background = new BackgroundWork(installation.Loggers.CreateLogger<BackgroundWork>());
        _background.Repeat("batches", BatchCharging.Interval, time, Charging.SweepAsync);
    }

    /// <summary>Which of them are charged.</summary>
    public IBatchStore Store { get; }

    /// <summary>Asks sources about what they keep.</summary>
    public ObjectCall Calls { get; }

    /// <summary>Charges them.</summary>
    public BatchCharging Charging { get; }

    public async ValueTask DisposeAsync()
    {
        await _background.DisposeAsync();
        await Charging.DisposeAsync();
    }
}
