using NextModel.Ledger;

namespace NextModel.Gateway.Hosting;

/// <summary>Where it is noted which requests are dispatched, and what becomes of those that a dead process left.</summary>
internal abstract class InstallationIntents : IDisposable
{
    // From the claim of an idempotency key to the intent of its request it is moments, on any replica.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(2);

    /// <summary>Where requests are noted.</summary>
    public abstract IIntentLog Log { get; }

    /// <summary>Opens what the installation's database has for it.</summary>
    /// <param name="installation">Its ledger is open.</param>
    /// <param name="stores">Its stores.</param>
    /// <param name="path">The file of an installation that is one process.</param>
    public static InstallationIntents Open(OpenInstallation installation, InstallationStores stores, string path) =>
        stores.Replica is { } replica ? new ReplicaIntents(installation, stores, replica) : new FileIntents(installation, stores.Index, path);

    /// <summary>Gives the requests that dead processes left their receipts; before the first request is admitted.</summary>
    public abstract ValueTask RecoverAsync(CancellationToken cancellationToken);

    /// <summary>True for a request that has a receipt or may get one.</summary>
    public abstract ValueTask<bool> MayHaveReceiptAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// Frees the idempotency keys of requests that were never dispatched; where there are other replicas, now and every minute those that one of
    /// them left behind.
    /// </summary>
    public async ValueTask FreeClaimsAsync(OpenInstallation installation, BackgroundWork background, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(installation);
        var keys = installation.Idempotency;
        var isShared = installation.Stores.IsShared;
        var age = isShared ? AbandonedAfter : TimeSpan.Zero;
        await keys.RecoverAsync(id => MayHaveReceiptAsync(id, cancellationToken), age, cancellationToken);
        if (isShared)
        {
            background.Repeat("claims of replicas that died", TimeSpan.FromMinutes(1), installation.Time, stopping => keys.FreeAbandonedAsync(
                id => MayHaveReceiptAsync(id, stopping), age, stopping));
        }
    }

    /// <summary>Starts what goes on beside the requests.</summary>
    public virtual void Start(BackgroundWork background)
    {
    }

    public abstract void Dispose();
}
