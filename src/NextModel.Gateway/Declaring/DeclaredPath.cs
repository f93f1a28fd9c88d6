using NextModel.Identity;

namespace NextModel.Gateway.Declaring;

/// <summary>Names from an organization down, joined by slashes, as plans spell them.</summary>
internal static class DeclaredPath
{
    /// <summary>The path of an organization, or of its team, project or key of that id; null where that is archived, revoked or not there.</summary>
    public static string? Find(TenancyDirectory directory, Organization organization, string id)
    {
        if (id == organization.Id)
        {
            return organization.Name;
        }

        if (directory.FindTeam(id) is { } team)
        {
            return team.ArchivedAt is null ? $"{organization.Name}/{team.Name}" : null;
        }

        if (directory.FindProject(id) is { } project)
        {
            return project.ArchivedAt is null ? $"{organization.Name}/{project.Name}" : null;
        }

        return directory.FindKey(id) is { Key.RevokedAt: null } caller ? $"{organization.Name}/{caller.Project.Name}/{caller.Key.Name}" : null;
    }
}
