namespace CacheSafety.Policies;

/// <summary>What a cache made of a request.</summary>
/// <param name="ServedFrom">Id of the entry that was served; null for a miss.</param>
/// <param name="Layer"><c>exact</c>, <c>canonical</c>, <c>neutral</c> or <c>semantic</c>; null for a miss.</param>
/// <param name="Similarity">Of the nearest entry, −1 to 1, where the cache measures it.</param>
/// <param name="Reason">Why it was a miss, in a few words; null for a hit.</param>
public readonly record struct CacheDecision(string? ServedFrom, string? Layer, double? Similarity, string? Reason)
{
    public bool IsHit => ServedFrom is not null;

    public static CacheDecision Hit(string servedFrom, string layer, double? similarity = null) => new(servedFrom, layer, similarity, null);

    public static CacheDecision Miss(string reason, double? similarity = null) => new(null, null, similarity, reason);
}
