namespace NextModel.Limits;

/// <summary>How fast a key or a project may ask; null is without limit.</summary>
/// <param name="RequestsPerMinute">Requests a minute, from 1.</param>
/// <param name="TokensPerMinute">Input and output tokens at providers a minute, from 1.</param>
/// <param name="Concurrent">Requests in flight at one time, from 1.</param>
public sealed record RateLimits(long? RequestsPerMinute, long? TokensPerMinute, int? Concurrent)
{
    /// <summary>Highest number of each.</summary>
    public const int Most = 1_000_000_000;

    /// <summary>Nothing is limited.</summary>
    public static RateLimits None { get; } = new(null, null, null);

    /// <summary>True when nothing is limited.</summary>
    public bool IsEmpty => RequestsPerMinute is null && TokensPerMinute is null && Concurrent is null;
}
