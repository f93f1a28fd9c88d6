namespace NextModel.Ledger;

/// <summary>Where an organization's newest log ends.</summary>
/// <param name="OrganizationId">Its organization.</param>
/// <param name="LogId">The log.</param>
/// <param name="Size">Entries in it.</param>
/// <param name="Hash">Hash of its last entry.</param>
/// <param name="Position">Place of its last entry among all receipts of the store.</param>
public sealed record LedgerHead(string OrganizationId, Guid LogId, long Size, ReceiptHash Hash, long Position)
{
    /// <summary>The tree over all receipts of the organization at that moment; null where it is not known: in checkpoints of schema 1.</summary>
    public TreeHead? Tree { get; init; }
}
