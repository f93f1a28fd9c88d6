namespace CacheSafety.Reports;

/// <summary>What the measurement took.</summary>
/// <param name="Requests">Requests sent to the target.</param>
/// <param name="Seconds">From the first one to the last answer.</param>
public sealed record RunPart(int Requests, double Seconds);
