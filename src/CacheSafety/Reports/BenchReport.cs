using System.Text.Json.Serialization;

namespace CacheSafety.Reports;

/// <summary>
/// A report, schema csb-report/1. The source of truth: HTML, Markdown and JUnit are made from it. The members from
/// <see cref="TotalPairs"/> to <see cref="BestPolicy"/> have the names of the published CacheSafety-Bench reports.
/// </summary>
public sealed record BenchReport
{
    public const string CurrentSchema = "csb-report/1";

    public string Schema { get; init; } = CurrentSchema;

    public required string Tool { get; init; }

    /// <summary>When it was measured, ISO 8601 in UTC.</summary>
    public required string MeasuredAt { get; init; }

    public required DatasetPart Dataset { get; init; }

    public required TargetPart Target { get; init; }

    /// <summary>Of a black box; null where nothing was sent.</summary>
    public RunPart? Run { get; init; }

    public required int TotalPairs { get; init; }

    public required double? SafeHitRate { get; init; }

    public required double? BadHitRate { get; init; }

    public required int SevereBadHitCount { get; init; }

    [JsonPropertyName("cost_saved_per_1k_requests_usd")]
    public required decimal CostSavedPer1kRequestsUsd { get; init; }

    public required double? NetSavingRate { get; init; }

    /// <summary>Bad hits among the traps. The published scorecard divides fresh hits by fresh questions here, which are no traps.</summary>
    public required double? SemanticTrapFailureRate { get; init; }

    public required LayerPart CacheLayerContribution { get; init; }

    /// <summary>No judge decides here: labels do.</summary>
    public double? JudgeDelta { get; init; }

    public double? RegressionEscapeRate { get; init; }

    public required string BestPolicy { get; init; }

    public required bool SemanticCacheRecommended { get; init; }

    public required IReadOnlyList<BadHitPart> BadHits { get; init; }

    public required CoveragePart Coverage { get; init; }

    public required RatesPart Rates { get; init; }

    public required IReadOnlyList<ClassPart> ByClass { get; init; }

    public required IReadOnlyList<PolicyPart> Policies { get; init; }

    public IReadOnlyList<SweepPart> Sweep { get; init; } = [];

    public required CostPart Cost { get; init; }

    public TrafficPart? Traffic { get; init; }

    public HeaderTruthPart? HeaderTruth { get; init; }

    public LatencyPart? Latency { get; init; }

    public required IReadOnlyList<AdvisoryPart> Advisory { get; init; }

    public required RecommendationPart Recommendation { get; init; }

    public required GatePart Gate { get; init; }
}
