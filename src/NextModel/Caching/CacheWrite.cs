namespace NextModel.Caching;

/// <summary>An entry on its way to an <see cref="ICacheStore"/>.</summary>
/// <param name="Entry">What to write.</param>
/// <param name="ProjectLimit">Most bytes of all entries of its project together.</param>
public readonly record struct CacheWrite(CacheEntry Entry, long ProjectLimit);
