namespace NextModel.Ledger;

/// <summary>What the trees of organizations need of one receipt.</summary>
/// <param name="Position">Place among all receipts of the store.</param>
/// <param name="OrganizationId">Whose.</param>
/// <param name="Hash">Its hash.</param>
public readonly record struct LedgerLeaf(long Position, string OrganizationId, ReceiptHash Hash);
