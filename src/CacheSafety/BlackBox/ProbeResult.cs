using CacheSafety.Reports;
using CacheSafety.Scoring;

namespace CacheSafety.BlackBox;

/// <summary>What a run found.</summary>
/// <param name="Outcomes">One for each case: the worse of both directions.</param>
/// <param name="Forward">Of the first pass alone.</param>
/// <param name="HeaderTruth">Over all answers whose origin is known.</param>
/// <param name="Requests">Requests sent.</param>
public sealed record ProbeResult(IReadOnlyList<CaseOutcome> Outcomes, IReadOnlyList<CaseOutcome> Forward, HeaderTruthPart HeaderTruth, int Requests);
