namespace CacheSafety.Reports;

/// <summary>Times to the first byte in milliseconds, sorted.</summary>
public sealed record LatencyPart(IReadOnlyList<double> Hit, IReadOnlyList<double> Miss);
