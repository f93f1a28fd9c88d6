namespace CacheSafety.Reports;

/// <summary>A semantic cache at one threshold.</summary>
/// <param name="T">Least cosine that is served.</param>
/// <param name="Capture">Right hits among the reusable cases.</param>
/// <param name="TrapFailure">Bad hits among the traps.</param>
/// <param name="Ucb95">Upper bound of it.</param>
/// <param name="CaptureCi95">Wilson's interval of the capture.</param>
/// <param name="Passes">Within the tolerance, as are all stricter thresholds (fixed-sequence testing).</param>
public sealed record SweepPoint(double T, double Capture, double TrapFailure, double Ucb95, double[] CaptureCi95, bool Passes);
