namespace NextModel.Policies;

/// <summary>Where a request may go, in which order, and what a target must keep to.</summary>
/// <param name="Strategy">How the targets are ordered.</param>
/// <param name="Targets">Models in order of preference; empty means the offers of the model that the caller named.</param>
public sealed record PolicyRoute(RouteStrategy Strategy, IReadOnlyList<PolicyTarget> Targets)
{
    /// <summary>Highest price of a target; null does not limit it. A target without a known price is above any.</summary>
    public PriceLimit? MaxPrice { get; init; }

    /// <summary>Highest measured 95th percentile of the time to the first byte; null does not limit it. What was not measured passes.</summary>
    public TimeSpan? MaxLatencyP95 { get; init; }

    /// <summary>Fewest tokens that a target's context must hold; null does not limit it. What nobody has stated passes.</summary>
    public long? MinContext { get; init; }
}
