namespace NextModel.Ledger;

/// <summary>What stays in a ledger of a receipt that lies in an archive: what finds it, proves it and counts it. As stored, not as signed.</summary>
/// <param name="Position">Place among all receipts of the store, from 1.</param>
/// <param name="Id">Of the receipt.</param>
/// <param name="CompletedAt">Unix milliseconds.</param>
/// <param name="Hash">Of the receipt.</param>
/// <param name="Form">What it has in common with others.</param>
/// <param name="Columns">What sums and lists are made from.</param>
public sealed record ArchivedRow(long Position, Guid Id, long CompletedAt, ReceiptHash Hash, ReceiptForm Form, ReceiptColumns Columns);
