namespace CacheSafety.Gating;

/// <summary>What continuous integration lets pass.</summary>
/// <param name="MaxCritical">Critical bad hits.</param>
/// <param name="MaxBadHits">Bad hits in all.</param>
/// <param name="MaxTrapUcb">Upper bound of the trap failure rate, 0 to 1.</param>
/// <param name="MinMustHit">Share of the must-hit cases that hit, 0 to 1.</param>
/// <param name="MinCoverage">Share of the gated cases with a verdict, 0 to 1.</param>
/// <param name="MaxHeaderLies">Answers whose headers said the opposite.</param>
public sealed record GateLimits(
    int MaxCritical = 0, int MaxBadHits = 0, double MaxTrapUcb = 0.02, double MinMustHit = 1.0, double MinCoverage = 0.95, int MaxHeaderLies = 0);
