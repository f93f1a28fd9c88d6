namespace CacheSafety.Reports;

/// <summary>Which cases were run.</summary>
public sealed record DatasetPart(string Name, string Sha256, int Cases, int Gated);
