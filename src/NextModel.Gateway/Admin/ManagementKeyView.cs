using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>A management key as the admin API shows it.</summary>
public sealed record ManagementKeyView
{
    public required string Id { get; init; }

    public required string Prefix { get; init; }

    public required string OrganizationId { get; init; }

    /// <summary>The one team the role is held in; left out for the whole organization.</summary>
    public string? TeamId { get; init; }

    public required string Name { get; init; }

    public required string Role { get; init; }

    /// <summary>The member whose key it is; left out for a service's key.</summary>
    public string? MemberId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public required long Version { get; init; }

    /// <summary>The raw key, only in the answer to its creation.</summary>
    public string? RawKey { get; init; }

    public static ManagementKeyView Of(ManagementKey key, DateTimeOffset? lastUsedAt, string? rawKey = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new ManagementKeyView
        {
            Id = key.Id,
            Prefix = key.Prefix,
            OrganizationId = key.OrganizationId,
            TeamId = key.TeamId,
            Name = key.Name,
            Role = key.Role.Wire(),
            MemberId = key.MemberId,
            CreatedAt = key.CreatedAt,
            ExpiresAt = key.ExpiresAt,
            RevokedAt = key.RevokedAt,
            LastUsedAt = lastUsedAt,
            Version = key.Version,
            RawKey = rawKey,
        };
    }

    // A record prints all its members: the raw key must not be one of them.
    public override string ToString() => $"management key {Id}";
}
