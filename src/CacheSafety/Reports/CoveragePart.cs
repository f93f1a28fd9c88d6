namespace CacheSafety.Reports;

/// <summary>How much of the set says something about the target.</summary>
/// <param name="Run">Gated cases with a verdict.</param>
/// <param name="Gated">Gated cases.</param>
/// <param name="Share">Run by gated.</param>
/// <param name="NotRun">Cases the target lacks something for, by what it lacks.</param>
/// <param name="ControlDead">Cases whose old request did not hit itself.</param>
/// <param name="Undetermined">Cases with evidence for neither.</param>
public sealed record CoveragePart(
    int Run, int Gated, double Share, IReadOnlyDictionary<string, int> NotRun, int ControlDead, int Undetermined);
