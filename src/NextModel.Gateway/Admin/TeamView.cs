using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>A team as the admin API shows it.</summary>
public sealed record TeamView
{
    public required string Id { get; init; }

    public required string OrganizationId { get; init; }

    public required string Name { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    public required long Version { get; init; }

    public static TeamView Of(Team team)
    {
        ArgumentNullException.ThrowIfNull(team);
        return new TeamView
        {
            Id = team.Id,
            OrganizationId = team.OrganizationId,
            Name = team.Name,
            ArchivedAt = team.ArchivedAt,
            Version = team.Version,
        };
    }
}
