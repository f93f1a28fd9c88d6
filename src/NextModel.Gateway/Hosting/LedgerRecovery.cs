using Microsoft.Extensions.Logging;
using NextModel.Ledger;

namespace NextModel.Gateway.Hosting;

/// <summary>What a start does with the requests that were in flight when the last process ended.</summary>
internal static class LedgerRecovery
{
    // From the claim of an idempotency key to the intent of its request it is moments, on any replica.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(2);

    /// <summary>Gives each of them its receipt, and says how many there were.</summary>
    public static async ValueTask RunAsync(OpenInstallation installation, IntentLog intents, IReceiptIndex index, CancellationToken cancellationToken)
    {
        var recovery = new IntentRecovery(
            intents, index, installation.Ledger, installation.Budgets, installation.DataKeys, installation.Loggers.CreateLogger<IntentRecovery>());
        if (await recovery.RunAsync(cancellationToken) is > 0 and var interrupted)
        {
            installation.Findings.Add($"{interrupted} requests were in flight when the last process died; their receipts say 'interrupted'.");
        }
    }

    /// <summary>
    /// Frees the idempotency keys of requests that were never dispatched; where there are other replicas, now and every minute those that one of
    /// them left behind.
    /// </summary>
    public static async ValueTask FreeClaimsAsync(OpenInstallation installation, IntentLog intents, BackgroundWork background, CancellationToken cancellationToken)
    {
        var (keys, index) = (installation.Idempotency, installation.Stores.Index);
        var isShared = installation.Stores.IsShared;
        var age = isShared ? AbandonedAfter : TimeSpan.Zero;
        await keys.RecoverAsync(id => MayHaveReceiptAsync(id, intents, index, cancellationToken), age, cancellationToken);
        if (isShared)
        {
            background.Repeat("claims of replicas that died", TimeSpan.FromMinutes(1), installation.Time, stopping => keys.FreeAbandonedAsync(
                id => MayHaveReceiptAsync(id, intents, index, stopping), age, stopping));
        }
    }

    /// <summary>True for a request that has a receipt or may get one: one whose slot could not be read or emptied may get it at a later start.</summary>
    private static async ValueTask<bool> MayHaveReceiptAsync(Guid id, IntentLog intents, IReceiptIndex index, CancellationToken cancellationToken) =>
        intents.Pending.Any(pending => pending.Entry is null || pending.Entry.Id == id) || await index.FindAsync(id, cancellationToken) is not null;
}
