namespace NextModel.Reporting.Reconciliation;

/// <summary>The receipts a report was made from.</summary>
/// <param name="FromPosition">First position of the ledger that was read.</param>
/// <param name="ToPosition">Last one.</param>
/// <param name="HeadHash">Hash of the receipt there; null when there is none.</param>
public sealed record LedgerRange(long FromPosition, long ToPosition, string? HeadHash);
