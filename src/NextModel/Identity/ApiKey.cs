namespace NextModel.Identity;

/// <summary>An API key we issued. The raw key is shown once and not kept.</summary>
/// <param name="Id"><c>key_</c> and 32 hex digits.</param>
/// <param name="ProjectId">The one project it belongs to.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Prefix">The first characters of the raw key, for people to recognise it.</param>
/// <param name="Digest">HMAC-SHA-256 of the raw key, 32 bytes.</param>
public sealed record ApiKey(string Id, string ProjectId, string Name, string Prefix, byte[] Digest)
{
    /// <summary>Label such as <c>production</c>; empty when none was given.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Label of what the key is used for; empty when none was given.</summary>
    public string Workload { get; init; } = "";

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Digest of the secret before the last rotation; null when there was none.</summary>
    public byte[]? PreviousDigest { get; init; }

    /// <summary>When the secret before the last rotation stops, or stopped, to authenticate.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; } = 1;
}
