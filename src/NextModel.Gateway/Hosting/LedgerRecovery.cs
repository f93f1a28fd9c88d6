using Microsoft.Extensions.Logging;
using NextModel.Ledger;

namespace NextModel.Gateway.Hosting;

/// <summary>What a start does with the requests that were in flight when the last process ended.</summary>
internal static class LedgerRecovery
{
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

    /// <summary>True for a request that has a receipt or may get one: one whose slot could not be read or emptied may get it at a later start.</summary>
    public static async ValueTask<bool> MayHaveReceiptAsync(Guid id, IntentLog intents, IReceiptIndex index, CancellationToken cancellationToken) =>
        intents.Pending.Any(pending => pending.Entry is null || pending.Entry.Id == id) || await index.FindAsync(id, cancellationToken) is not null;
}
