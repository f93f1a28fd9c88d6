namespace NextModel.Reporting.Reconciliation;

/// <summary>What a line of a report found. The order is the order of the report's tables.</summary>
public enum DifferenceClass
{
    Matched,
    Nil,
    Rounding,
    WithinTolerance,
    TimezoneEdge,
    FreeTier,
    AbortedStream,
    Pending,
    MissingAtProvider,
    MissingHere,
    TokenDrift,
    CachedClass,
    PriceDrift,
    Unpriced,
    RetryBilledTwice,
    FailedButCharged,
    CurrencyMismatch,
}
