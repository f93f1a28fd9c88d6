using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>A key as the admin API and the command line show it.</summary>
public sealed record KeyView
{
    public required string Id { get; init; }

    public required string Prefix { get; init; }

    public required string Name { get; init; }

    public required string Organization { get; init; }

    public required string OrganizationId { get; init; }

    public required string Team { get; init; }

    public required string TeamId { get; init; }

    public required string Project { get; init; }

    public required string ProjectId { get; init; }

    public required string Environment { get; init; }

    public required string Workload { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When the secret before the last rotation stops, or stopped, to work.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    public required long Version { get; init; }

    /// <summary>The raw key, only in the answer to its creation or rotation.</summary>
    public string? RawKey { get; init; }

    public static KeyView Of(Caller caller, DateTimeOffset? lastUsedAt, string? rawKey = null)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new KeyView
        {
            Id = caller.Key.Id,
            Prefix = caller.Key.Prefix,
            Name = caller.Key.Name,
            Organization = caller.Organization.Name,
            OrganizationId = caller.Organization.Id,
            Team = caller.Team.Name,
            TeamId = caller.Team.Id,
            Project = caller.Project.Name,
            ProjectId = caller.Project.Id,
            Environment = caller.Key.Environment,
            Workload = caller.Key.Workload,
            CreatedAt = caller.Key.CreatedAt,
            ExpiresAt = caller.Key.ExpiresAt,
            RevokedAt = caller.Key.RevokedAt,
            LastUsedAt = lastUsedAt,
            PreviousSecretUntil = caller.Key.PreviousUntil,
            Version = caller.Key.Version,
            RawKey = rawKey,
        };
    }

    // A record prints all its members: the raw key must not be one of them.
    public override string ToString() => $"key {Id}";
}
