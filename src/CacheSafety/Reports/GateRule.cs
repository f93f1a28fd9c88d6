namespace CacheSafety.Reports;

/// <summary>One rule of the gate.</summary>
/// <param name="Name">As the option is called.</param>
/// <param name="Limit">What was allowed.</param>
/// <param name="Seen">What was seen; null when there was nothing to see.</param>
/// <param name="Outcome"><c>passed</c>, <c>failed</c> or <c>inconclusive</c>.</param>
/// <param name="Message">What to do, unless it passed.</param>
public sealed record GateRule(string Name, double Limit, double? Seen, string Outcome, string? Message);
