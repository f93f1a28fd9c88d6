namespace NextModel.Ledger;

/// <summary>Finds receipts by their id.</summary>
public interface IReceiptIndex
{
    /// <summary>The receipt's position in the ledger, or null. Exact: a receipt is found as soon as it is durable.</summary>
    ValueTask<long?> FindAsync(Guid receiptId, CancellationToken cancellationToken);
}
