namespace NextModel.Ledger;

/// <summary>Notes which requests were dispatched and have no receipt yet, so that each gets one even if this process dies.</summary>
public interface IIntentLog
{
    /// <summary>Notes that the entry's request is about to be dispatched. What could not be noted must not be.</summary>
    ValueTask<BegunIntent> BeginAsync(LedgerEntry entry);

    /// <summary>The request has its receipt.</summary>
    /// <param name="slot">What <see cref="BeginAsync"/> gave.</param>
    void End(int slot);
}
