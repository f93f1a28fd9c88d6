namespace NextModel.Catalog;

/// <summary>One flat price of an offer and the requests it is for.</summary>
/// <param name="Price">The figures, without rules of their own.</param>
/// <param name="From">The first moment it applies.</param>
/// <param name="Clock">The time window it is for; null for any time.</param>
public sealed record PriceCard(Price Price, DateTimeOffset From, PriceClock? Clock)
{
    /// <summary>Whether it is for a request that began then, with that much input, in that service tier.</summary>
    public bool Applies(DateTimeOffset at, long inputTokens, string? serviceTier) =>
        at >= From
        && (Price.Condition is not { } condition
            || (inputTokens > (condition.InputAbove ?? -1) && (condition.ServiceTier is null || condition.ServiceTier == serviceTier)))
        && (Clock is null || Clock.Shows(at));
}
