namespace NextModel.Ledger;

/// <summary>Receipts that become durable together, or not at all.</summary>
/// <param name="Drafts">At least one, each in its place.</param>
/// <param name="Seal">The signature over their Merkle root; see <see cref="CommitSeal"/>.</param>
public sealed record LedgerBatch(IReadOnlyList<ReceiptDraft> Drafts, CommitSeal Seal);
