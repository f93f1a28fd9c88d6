namespace NextModel.Caching;

/// <summary>What the exact cache found.</summary>
/// <param name="Entry">The entry to replay; null for a miss.</param>
/// <param name="Age">Its age; zero for a miss.</param>
public readonly record struct CacheLookup(CacheEntry? Entry, TimeSpan Age)
{
    public static CacheLookup Miss => default;
}
