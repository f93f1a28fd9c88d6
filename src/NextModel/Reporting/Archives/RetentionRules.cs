namespace NextModel.Reporting.Archives;

/// <summary>When receipts move into archives by themselves.</summary>
/// <param name="Months">Receipts that were completed more than so many months ago, 1 to 1200.</param>
/// <param name="Directory">Where archives go, absolute.</param>
public sealed record RetentionRules(int Months, string Directory);
