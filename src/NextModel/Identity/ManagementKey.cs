namespace NextModel.Identity;

/// <summary>A key for the admin API with a role in an organization or a team. The raw key is shown once and not kept.</summary>
/// <param name="Id"><c>mkey_</c> and 32 hex digits.</param>
/// <param name="OrganizationId">The organization.</param>
/// <param name="TeamId">The team; null for the whole organization.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Prefix">The first characters of the raw key, for people to recognise it.</param>
/// <param name="Digest">HMAC-SHA-256 of the raw key, 32 bytes.</param>
/// <param name="Role">Viewer to owner.</param>
public sealed record ManagementKey(
    string Id, string OrganizationId, string? TeamId, string Name, string Prefix, byte[] Digest, AccessRole Role)
{
    /// <summary>The member whose key it is: it never may more than they, and nothing once they are removed. Null for a service's key.</summary>
    public string? MemberId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; } = 1;
}
