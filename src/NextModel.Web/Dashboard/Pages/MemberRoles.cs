using NextModel.Identity;

namespace NextModel.Web.Dashboard.Pages;

/// <summary>What somebody can grant, and where.</summary>
internal static class MemberRoles
{
    /// <summary>The roles up to their own, the least first.</summary>
    public static IReadOnlyList<(string Value, string Text)> Grantable(DashboardView view) =>
        [.. new[] { AccessRole.Viewer, AccessRole.Developer, AccessRole.Admin, AccessRole.Owner }
            .Where(role => role <= view.By.Role).Select(role => (role.Wire(), view.T["role." + role.Wire()]))];

    /// <summary>The whole organization where theirs is over it, and the teams they see.</summary>
    public static IReadOnlyList<(string Value, string Text)> Places(DashboardView view)
    {
        var teams = view.Directory.Teams.Where(team => team.ArchivedAt is null && team.OrganizationId == view.Organization.Id && view.By.Sees(team.OrganizationId, team.Id))
            .OrderBy(team => team.Name, StringComparer.Ordinal).Select(team => (team.Id, team.Name));
        return view.By.TeamId is null ? [("", view.T["members.everywhere"]), .. teams] : [.. teams];
    }
}
