namespace NextModel.Ledger;

/// <summary>Where a receipt stands in its organization's tree.</summary>
/// <param name="Index">From 0, in the order in which the organization's receipts were written.</param>
/// <param name="Path">From its leaf to the root (RFC 9162 §2.1.3).</param>
public sealed record TreePath(long Index, IReadOnlyList<ReceiptHash> Path);
