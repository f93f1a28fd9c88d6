namespace NextModel.Credits;

/// <summary>
/// Where credit is kept. Transfers are only ever added, by one caller at a time and, with receipts, by the ledger; every write is durable
/// when it returns, or nothing of it happened.
/// </summary>
public interface ICreditStore
{
    /// <summary>Every organization that ever had credit or the setting, for the start of a process.</summary>
    ValueTask<IReadOnlyList<CreditBalance>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Adds transfers, with all else that is to be true at the same moment.</summary>
    /// <exception cref="InvalidOperationException">An external id, an event, or the undoing of a transfer stands there already.</exception>
    ValueTask PostAsync(CreditPosting posting, CancellationToken cancellationToken);

    /// <summary>Transfers of one organization, by position.</summary>
    ValueTask<IReadOnlyList<PostedTransfer>> ListAsync(CreditQuery query, CancellationToken cancellationToken);

    /// <summary>A payment and what is known of it; null when nothing is.</summary>
    ValueTask<Payment?> FindPaymentAsync(string source, string id, CancellationToken cancellationToken);

    /// <summary>True when this event has been posted.</summary>
    ValueTask<bool> HasEventAsync(string source, string eventId, CancellationToken cancellationToken);

    /// <summary>
    /// Adds everything up again from the entries: one sentence for each transfer that does not sum to zero and each balance that is not the
    /// sum of its entries. Reads all of it.
    /// </summary>
    ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken);
}
