using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>A project as the admin API shows it.</summary>
public sealed record ProjectView
{
    public required string Id { get; init; }

    public required string OrganizationId { get; init; }

    public required string TeamId { get; init; }

    public required string Name { get; init; }

    public required CacheRules Cache { get; init; }

    public DateTimeOffset? ArchivedAt { get; init; }

    public required long Version { get; init; }

    public static ProjectView Of(Project project)
    {
        ArgumentNullException.ThrowIfNull(project);
        return new ProjectView
        {
            Id = project.Id,
            OrganizationId = project.OrganizationId,
            TeamId = project.TeamId,
            Name = project.Name,
            Cache = CacheRules.Of(project.Cache),
            ArchivedAt = project.ArchivedAt,
            Version = project.Version,
        };
    }
}
