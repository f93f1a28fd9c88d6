namespace NextModel.Reporting;

/// <summary>Usage of a scope in a range of time.</summary>
/// <param name="Scope">Whose.</param>
/// <param name="Filter">Which receipts.</param>
/// <param name="From">First instant; moved back to a full quarter of an hour.</param>
/// <param name="To">End, not included; moved on to a full quarter of an hour.</param>
public sealed record UsageQuery(ReceiptScope Scope, ReceiptFilter Filter, DateTimeOffset From, DateTimeOffset To)
{
    public IReadOnlyList<UsageDimension> GroupBy { get; init; } = [];

    public UsageInterval Interval { get; init; } = UsageInterval.None;

    /// <summary>IANA name of the zone whose calendar hours, days, weeks and months follow.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Whether simulated answers count. Default no.</summary>
    public bool IncludeSandbox { get; init; }
}
