namespace NextModel.Reporting;

/// <summary>Receipts, newest first, and where the next page begins.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Next">Given as the cursor of the next page; null on the last one.</param>
public sealed record ReceiptPage(IReadOnlyList<ReceiptListItem> Items, ReceiptCursor? Next);
