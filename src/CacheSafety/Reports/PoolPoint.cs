namespace CacheSafety.Reports;

/// <summary>The same threshold with so many entries in the cache.</summary>
public sealed record PoolPoint(double T, int Entries, double Capture, double TrapFailure, int FromOtherCases);
