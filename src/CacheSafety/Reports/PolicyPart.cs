using CacheSafety.Costing;

namespace CacheSafety.Reports;

/// <summary>The figures of one cache in short.</summary>
public sealed record PolicyPart
{
    public required string Policy { get; init; }

    public required RatesPart Rates { get; init; }

    public required int CriticalBadHits { get; init; }

    public required CostFigures Cost { get; init; }

    public required IReadOnlyList<ClassPart> ByClass { get; init; }

    /// <summary>Up to three of its bad hits, those whose requests differ in one place first, and the gravest of them.</summary>
    public IReadOnlyList<BadHitPart> Worst { get; init => field = value ?? []; } = [];
}
