namespace CacheSafety.Reports;

/// <summary>The rates of one cache. Bad and safe hits are of all gated cases; the others name their cohort.</summary>
public sealed record RatesPart
{
    public required RatePart SafeHitRate { get; init; }

    public required RatePart BadHitRate { get; init; }

    /// <summary>Bad hits among the traps, the undetermined counted as bad.</summary>
    public required RatePart TrapFailureRate { get; init; }

    /// <summary>Right hits among the hits.</summary>
    public required RatePart HitPrecision { get; init; }

    public required RatePart MustHit { get; init; }

    /// <summary>Right hits among the reusable cases, by tier.</summary>
    public required IReadOnlyDictionary<string, RatePart> Capture { get; init; }
}
