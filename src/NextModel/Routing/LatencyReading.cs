namespace NextModel.Routing;

/// <summary>Quantiles of a duration as measured, with what they rest on. Never quote one without <see cref="Samples"/> and an age.</summary>
/// <param name="Samples">How many were measured; 0 when nothing is known, and then the rest means nothing.</param>
/// <param name="Since">How long ago the first of them may have been measured.</param>
/// <param name="Newest">How long ago the last of them was measured.</param>
/// <param name="P50">Half took no longer, in milliseconds; within 1/32 of the exact figure, like the others.</param>
/// <param name="P95">95 % took no longer.</param>
/// <param name="P99">99 % took no longer.</param>
public readonly record struct LatencyReading(long Samples, TimeSpan Since, TimeSpan Newest, double P50, double P95, double P99);
