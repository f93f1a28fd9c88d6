namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/projects/cache</c>. Members left out stay as they are.</summary>
public sealed record ProjectCacheRequest
{
    /// <summary>Name or id; the organization of the management key that asks, or <c>default</c>, unless given.</summary>
    public string? Organization { get; set; }

    public required string Project { get; init; }

    /// <summary><c>exact</c> or <c>off</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>How long an entry may be replayed, 1 second to 365 days.</summary>
    public long? TimeToLiveSeconds { get; init; }

    /// <summary>Largest entry, in bytes.</summary>
    public long? MaxEntryBytes { get; init; }

    /// <summary>All entries together, in bytes.</summary>
    public long? MaxTotalBytes { get; init; }

    /// <summary>Members of <c>metadata</c> that do not change the key.</summary>
    public IReadOnlyList<string>? IgnoredMetadata { get; init; }
}
