using Microsoft.Extensions.Logging;
using NextModel.Limits;
using NextModel.Secrets;
using NextModel.Telemetry;

namespace NextModel.Ledger;

/// <summary>
/// Gives every request that a dead process left behind its receipt, with outcome <c>interrupted</c>. Killed in between and run again, it
/// writes no second one: a slot is freed only after its receipt is durable, and one whose receipt is found is just freed.
/// </summary>
public sealed partial class IntentRecovery(
    IPendingIntents intents, IReceiptIndex receipts, LedgerWriter ledger, BudgetKeeper budgets, DataKeyRing dataKeys, ILogger<IntentRecovery> logger)
{
    /// <summary>Before the first request is admitted. Returns how many receipts were written.</summary>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        var written = 0;
        foreach (var intent in intents.Pending)
        {
            var (slot, entry) = intent;
            if (entry is null)
            {
                LogDamaged(slot);
            }
            else if (dataKeys.Find(entry.Caller.Organization.Id) is null)
            {
                LogUnowned(ReceiptIds.RequestId(entry.Id), entry.Caller.Organization.Id);
            }
            else if (await receipts.FindAsync(entry.Id, cancellationToken) is null)
            {
                // Held even if it cannot be written now: then the slot stays, and the next start writes it.
                Hold(entry);
                var commit = await ledger.AppendAsync(entry);
                if (!commit.IsDurable)
                {
                    LogNotWritten(ReceiptIds.RequestId(entry.Id), commit.Error.Message);
                    continue;
                }

                written++;
            }

            await intents.ForgetAsync(intent, cancellationToken);
        }

        return written;
    }

    private void Hold(LedgerEntry entry)
    {
        if (entry.Reservation is { } reservation)
        {
            budgets.HoldLeftBehind(reservation);
        }
    }

    [LoggerMessage(EventIds.IntentDamaged, LogLevel.Warning, "Intent slot {Slot} is damaged and was freed; if a request was dispatched from it, it has no receipt")]
    private partial void LogDamaged(int slot);

    [LoggerMessage(EventIds.IntentUnowned, LogLevel.Warning, "{Request} was interrupted, but its organization {Organization} is gone; it gets no receipt")]
    private partial void LogUnowned(string request, string organization);

    [LoggerMessage(EventIds.IntentNotWritten, LogLevel.Error, "{Request} was interrupted and its receipt could not be written; the next start tries again: {Reason}")]
    private partial void LogNotWritten(string request, string reason);
}
