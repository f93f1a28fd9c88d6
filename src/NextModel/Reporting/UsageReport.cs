namespace NextModel.Reporting;

/// <summary>Usage, and of which receipts.</summary>
/// <param name="Position">Every receipt of the range up to this position of the ledger counts, and none after it.</param>
/// <param name="Rows">Ordered by interval, then group, then currency.</param>
public sealed record UsageReport(long Position, IReadOnlyList<UsageRow> Rows);
