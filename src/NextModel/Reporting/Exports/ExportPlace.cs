namespace NextModel.Reporting.Exports;

/// <summary>Where a receipt stands in its log.</summary>
/// <param name="Log">The log.</param>
/// <param name="Sequence">From 1.</param>
public sealed record ExportPlace(string Log, long Sequence);
