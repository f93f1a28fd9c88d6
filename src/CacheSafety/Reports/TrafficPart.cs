namespace CacheSafety.Reports;

/// <summary>What the rates mean in traffic of a stated mix.</summary>
/// <param name="Profile">Name of the mix.</param>
/// <param name="Shares">Of requests, by kind; they sum to one.</param>
/// <param name="SafePerThousand">Right hits, if every earlier request were still stored.</param>
/// <param name="BadPerThousand">Bad hits likewise.</param>
/// <param name="Simulated">With arrivals, expiry and eviction.</param>
public sealed record TrafficPart(
    string Profile, IReadOnlyDictionary<string, double> Shares, double SafePerThousand, double BadPerThousand, IReadOnlyList<SimulationPart> Simulated);
