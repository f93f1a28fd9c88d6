namespace NextModel.Routing;

/// <summary>A target's health as of one moment.</summary>
/// <param name="State">Whether it is tried.</param>
/// <param name="OpenFor">How long it is still left alone; zero unless open or resting.</param>
/// <param name="Successes">Attempts that began well in the last 15 to 30 seconds in which it was tried.</param>
/// <param name="Failures">Attempts that failed in that time by the target's own fault.</param>
/// <param name="FailuresInARow">Failures since the last success.</param>
public readonly record struct HealthReading(HealthState State, TimeSpan OpenFor, int Successes, int Failures, int FailuresInARow);
