using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>Finds objects by id or name for somebody. What they may not see is not there: both give the same refusal.</summary>
public sealed class AdminObjects(TenancyDirectory directory, AccessDirectory access)
{
    private const string DefaultOrganization = "default";

    /// <summary>The organization of that id or name; unless given, the administrator's own, or <c>default</c>.</summary>
    public Result<Organization> FindOrganization(Administrator by, string? idOrName)
    {
        ArgumentNullException.ThrowIfNull(by);
        var wanted = idOrName ?? by.OrganizationId ?? DefaultOrganization;
        return (directory.FindOrganization(wanted) ?? directory.FindOrganizationByName(wanted)) is { } found && by.Sees(found.Id, null)
            ? found
            : Missing("organization", wanted);
    }

    public Result<Team> FindTeam(Administrator by, string organizationId, string idOrName)
    {
        ArgumentNullException.ThrowIfNull(by);
        var found = directory.FindTeam(idOrName) is { } team && team.OrganizationId == organizationId
            ? team
            : directory.FindTeamByName(organizationId, idOrName);
        return found is not null && by.Sees(organizationId, found.Id) ? found : Missing("team", idOrName);
    }

    public Result<Team> FindTeam(Administrator by, string id) =>
        directory.FindTeam(id) is { } found && by.Sees(found.OrganizationId, found.Id) ? found : Missing("team", id);

    public Result<Project> FindProject(Administrator by, string organizationId, string idOrName)
    {
        ArgumentNullException.ThrowIfNull(by);
        var found = directory.FindProject(idOrName) is { } project && project.OrganizationId == organizationId
            ? project
            : directory.FindProjectByName(organizationId, idOrName);
        return found is not null && by.Sees(organizationId, found.TeamId) ? found : Missing("project", idOrName);
    }

    public Result<Project> FindProject(Administrator by, string id) =>
        directory.FindProject(id) is { } found && by.Sees(found.OrganizationId, found.TeamId) ? found : Missing("project", id);

    public Result<Caller> FindKey(Administrator by, string id) =>
        directory.FindKey(id) is { } found && by.Sees(found.Organization.Id, found.Team.Id) ? found : Missing("key", id);

    public Result<Member> FindMember(Administrator by, string id) =>
        access.FindMember(id) is { } found && by.Sees(found.OrganizationId, found.TeamId) ? found : Missing("member", id);

    public Result<ManagementKey> FindManagementKey(Administrator by, string id) =>
        access.FindManagementKey(id) is { } found && by.Sees(found.OrganizationId, found.TeamId) ? found : Missing("management key", id);

    /// <summary>The team a role is to be held in; for none, the whole organization. A key of one team asks for its own only.</summary>
    public Result<Grant> FindGrant(Administrator by, string? organization, string? team, string role)
    {
        if (AccessRoleNames.Parse(role) is not { } wanted)
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, $"'role' is '{Header.Show(role)}'; it must be one of {AccessRoleNames.Grantable}.", "role");
        }

        if (!FindOrganization(by, organization).TryGet(out var owner, out var refusal))
        {
            return refusal;
        }

        if (team is null)
        {
            return new Grant(owner.Id, null, wanted);
        }

        return FindTeam(by, owner.Id, team).TryGet(out var group, out refusal) ? new Grant(owner.Id, group.Id, wanted) : refusal;
    }

    /// <summary>The refusal for what is not there, or not to be seen.</summary>
    internal static GatewayError Missing(string what, string name) => new(
        GatewayErrorCode.NotFound, $"There is no {what} '{Header.Show(name)}'. Lists under /api/admin/v1 show what there is.", what.Replace(' ', '_'));
}
