namespace CacheSafety.Traffic;

/// <summary>One simulated run.</summary>
/// <param name="Zipf">Exponent of the popularity of items, 0 or more.</param>
/// <param name="Items">Distinct items, 1 or more.</param>
/// <param name="Requests">Requests.</param>
/// <param name="RequestsPerSecond">Mean rate of the Poisson arrivals.</param>
/// <param name="TimeToLive">How long an entry lives from the answer it holds.</param>
/// <param name="Capacity">Most entries; the least recently used goes.</param>
public sealed record TrafficShape(double Zipf, int Items, int Requests, double RequestsPerSecond, TimeSpan TimeToLive, int Capacity);
