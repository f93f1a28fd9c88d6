namespace NextModel.Reporting.Statements;

/// <summary>A statement that is asked for.</summary>
/// <param name="Scope">Whose: an organization, one team of it, or one project.</param>
/// <param name="Year">Of the month.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="TimeZone">IANA name of the zone whose calendar the month is of.</param>
public sealed record StatementRequest(ReceiptScope Scope, int Year, int Month, string TimeZone);
