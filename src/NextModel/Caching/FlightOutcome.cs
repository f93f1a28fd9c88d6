namespace NextModel.Caching;

/// <summary>What a follower gets out of a flight.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Entry">The entry to replay, for <see cref="FlightEnd.Stored"/>.</param>
/// <param name="Work">The upstream call that was handed over, for <see cref="FlightEnd.Leads"/>.</param>
public readonly record struct FlightOutcome(FlightEnd End, CacheEntry? Entry = null, object? Work = null);
