using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/teams</c>.</summary>
internal sealed class TeamsEndpoints(Tenancy tenancy, TenancyDirectory directory, AdminObjects objects, TimeProvider time)
{
    public void Map(AdminRoutes routes)
    {
        routes.MapGet("/api/admin/v1/teams", List);
        routes.MapPost("/api/admin/v1/teams", CreateAsync);
        routes.MapGet("/api/admin/v1/teams/{id}", Get);
        routes.MapPatch("/api/admin/v1/teams/{id}", RenameAsync);
        routes.MapDelete("/api/admin/v1/teams/{id}", call =>
            ChangeAsync(call, "archive", t => t with { ArchivedAt = t.ArchivedAt ?? time.GetUtcNow() }));
        routes.MapPost("/api/admin/v1/teams/{id}/restore", call => ChangeAsync(call, "restore", t => t with { ArchivedAt = null }));
    }

    private ValueTask<Result<AdminAnswer>> List(AdminCall call) => ValueTask.FromResult(ListNow(call));

    private Result<AdminAnswer> ListNow(AdminCall call)
    {
        if (!call.Paging("organization").TryGet(out var paging, out var refusal))
        {
            return refusal;
        }

        var teams = directory.Teams.Where(t => call.By.Sees(t.OrganizationId, t.Id));
        if (paging["organization"] is { } wanted)
        {
            if (!objects.FindOrganization(call.By, wanted).TryGet(out var organization, out refusal))
            {
                return refusal;
            }

            teams = teams.Where(t => t.OrganizationId == organization.Id);
        }

        return AdminAnswer.Of(paging.Take(teams, t => t.Id, TeamView.Of), AdminJsonContext.Default.PageTeamView);
    }

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(AdminJsonContext.Default.CreateTeamRequest)).TryGet(out var request, out var refusal)
            || !objects.FindOrganization(call.By, request.Organization).TryGet(out var organization, out refusal))
        {
            return refusal;
        }

        return Answer(await tenancy.CreateTeamAsync(call.By.Actor, organization.Id, request.Name, call.Gone), StatusCodes.Status201Created);
    }

    private ValueTask<Result<AdminAnswer>> Get(AdminCall call) =>
        ValueTask.FromResult(Answer(objects.FindTeam(call.By, call.Id), StatusCodes.Status200OK));

    private async ValueTask<Result<AdminAnswer>> RenameAsync(AdminCall call) =>
        (await call.ReadAsync(AdminJsonContext.Default.RenameRequest)).TryGet(out var request, out var refusal)
            ? await ChangeAsync(call, "change", t => t with { Name = request.Name ?? t.Name })
            : refusal;

    private async ValueTask<Result<AdminAnswer>> ChangeAsync(AdminCall call, string verb, Func<Team, Team> change)
    {
        if (!objects.FindTeam(call.By, call.Id).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        return call.ReadVersion(out var version) is { } unconditional
            ? unconditional
            : Answer(await tenancy.ChangeTeamAsync(call.By.Actor, found.Id, version, verb, change, call.Gone), StatusCodes.Status200OK);
    }

    private static Result<AdminAnswer> Answer(Result<Team> result, int status) => result.TryGet(out var team, out var refusal)
        ? AdminAnswer.Of(TeamView.Of(team), AdminJsonContext.Default.TeamView, team.Version, status)
        : refusal;
}
