namespace CacheSafety.Reports;

/// <summary>What continuous integration acts on.</summary>
/// <param name="Passed">Every rule passed.</param>
/// <param name="Outcome"><c>passed</c>, <c>failed</c> or <c>inconclusive</c>.</param>
/// <param name="Rules">All of them.</param>
public sealed record GatePart(bool Passed, string Outcome, IReadOnlyList<GateRule> Rules);
