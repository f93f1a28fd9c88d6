namespace CacheSafety.Reports;

/// <summary>One simulated run.</summary>
/// <param name="Zipf">Exponent of the popularity of items.</param>
/// <param name="Items">Distinct items.</param>
/// <param name="Requests">Requests.</param>
/// <param name="RequestsPerSecond">Mean rate of the Poisson arrivals.</param>
/// <param name="TtlSeconds">How long an entry lives.</param>
/// <param name="Capacity">Most entries; the least recently used goes.</param>
/// <param name="SafeHitRate">Right hits by requests.</param>
/// <param name="BadHitRate">Bad hits by requests.</param>
/// <param name="ColdHitRate">Right hits in the first hundredth of the requests.</param>
/// <param name="Expired">Look-ups that found an entry too old.</param>
/// <param name="Evicted">Entries that had to go.</param>
public sealed record SimulationPart(
    double Zipf, int Items, long Requests, double RequestsPerSecond, double TtlSeconds, int Capacity, double SafeHitRate, double BadHitRate, double ColdHitRate,
    long Expired, long Evicted);
