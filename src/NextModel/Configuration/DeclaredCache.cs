using NextModel.Identity;

namespace NextModel.Configuration;

/// <summary>Cache rules of a declarative file; null stays as it is.</summary>
public sealed record DeclaredCache(
    bool? Enabled, TimeSpan? TimeToLive, long? MaxEntryBytes, long? MaxTotalBytes, IReadOnlyList<string>? IgnoredMetadata)
{
    public static DeclaredCache Unchanged { get; } = new(null, null, null, null, null);

    public ProjectCache Apply(ProjectCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return cache with
        {
            Enabled = Enabled ?? cache.Enabled,
            TimeToLive = TimeToLive ?? cache.TimeToLive,
            MaxEntryBytes = MaxEntryBytes ?? cache.MaxEntryBytes,
            MaxTotalBytes = MaxTotalBytes ?? cache.MaxTotalBytes,
            IgnoredMetadata = IgnoredMetadata is null || IgnoredMetadata.SequenceEqual(cache.IgnoredMetadata) ? cache.IgnoredMetadata : IgnoredMetadata,
        };
    }
}
