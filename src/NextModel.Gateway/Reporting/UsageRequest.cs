using NextModel.Reporting;

namespace NextModel.Gateway.Reporting;

/// <summary>A page of a usage report.</summary>
/// <param name="Query">The report.</param>
/// <param name="Limit">Most groups on the page.</param>
/// <param name="After">Where the page before ended; null for the first.</param>
internal sealed record UsageRequest(UsageQuery Query, int Limit, UsageCursor? After);
