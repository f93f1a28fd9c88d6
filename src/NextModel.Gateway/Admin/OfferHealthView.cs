using NextModel.Catalog;
using NextModel.Routing;

namespace NextModel.Gateway.Admin;

/// <summary>The circuit breaker of an offer.</summary>
public sealed record OfferHealthView
{
    /// <summary><c>closed</c>, <c>open</c>, <c>half_open</c>, <c>resting</c>, or <c>unwatched</c> where the source has no breaker.</summary>
    public required string State { get; init; }

    /// <summary>When it is tried again; left out unless it is open or resting.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Attempts that began well in the last 15 to 30 seconds in which it was tried.</summary>
    public required int Successes { get; init; }

    /// <summary>Attempts that failed in that time by its own fault.</summary>
    public required int Failures { get; init; }

    /// <summary>Failures since the last success.</summary>
    public required int FailuresInARow { get; init; }

    public static OfferHealthView Of(Source source, HealthReading health, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new OfferHealthView
        {
            State = !source.CircuitBreaker ? "unwatched" : health.State switch
            {
                HealthState.Open => "open",
                HealthState.HalfOpen => "half_open",
                HealthState.Resting => "resting",
                _ => "closed",
            },
            RetryAt = health.OpenFor > TimeSpan.Zero ? now + health.OpenFor : null,
            Successes = health.Successes,
            Failures = health.Failures,
            FailuresInARow = health.FailuresInARow,
        };
    }
}
