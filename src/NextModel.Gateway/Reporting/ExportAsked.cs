using NextModel.Reporting.Exports;

namespace NextModel.Gateway.Reporting;

/// <summary>An export as a query asks for it.</summary>
/// <param name="Request">The export.</param>
/// <param name="Limit">Most receipts of its first part; null for all at once.</param>
internal sealed record ExportAsked(ExportRequest Request, int? Limit);
