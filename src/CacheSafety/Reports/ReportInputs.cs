using CacheSafety.Cases;
using CacheSafety.Costing;
using CacheSafety.Gating;
using CacheSafety.Scoring;

namespace CacheSafety.Reports;

/// <summary>What a report is made of.</summary>
public sealed record ReportInputs
{
    public required CaseFile File { get; init; }

    public required TargetPart Target { get; init; }

    /// <summary>The cache whose figures stand at the top and are gated.</summary>
    public required Scorecard Subject { get; init; }

    /// <summary>All caches that were measured, the subject among them.</summary>
    public required IReadOnlyList<Scorecard> Cards { get; init; }

    public required RecommendationPart Recommendation { get; init; }

    public required DateTimeOffset MeasuredAt { get; init; }

    public GateLimits Limits { get; init; } = new();

    public Prices Prices { get; init; } = Prices.Default;

    public Penalties Penalties { get; init; } = Penalties.Default;

    public IReadOnlyList<SweepPart> Sweep { get; init; } = [];

    public TrafficPart? Traffic { get; init; }

    public HeaderTruthPart? HeaderTruth { get; init; }

    public RunPart? Run { get; init; }
}
