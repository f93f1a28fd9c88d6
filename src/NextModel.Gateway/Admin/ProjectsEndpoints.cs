using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/projects</c>, and the stored answers of a project.</summary>
internal sealed class ProjectsEndpoints(
    Tenancy tenancy, TenancyDirectory directory, AdminObjects objects, AdminOperations operations, TimeProvider time)
{
    public void Map(AdminRoutes routes)
    {
        routes.MapGet("/api/admin/v1/projects", call => ValueTask.FromResult(List(call)));
        routes.MapPost("/api/admin/v1/projects", CreateAsync);
        routes.MapGet("/api/admin/v1/projects/{id}", Get);
        routes.MapPatch("/api/admin/v1/projects/{id}", ChangeAsync);
        routes.MapDelete("/api/admin/v1/projects/{id}", call =>
            SaveAsync(call, "archive", p => p with { ArchivedAt = p.ArchivedAt ?? time.GetUtcNow() }));
        routes.MapPost("/api/admin/v1/projects/{id}/restore", call => SaveAsync(call, "restore", p => p with { ArchivedAt = null }));
        routes.MapPost("/api/admin/v1/projects/cache", SetCacheAsync);
        routes.MapPost("/api/admin/v1/cache/purge", PurgeAsync);
    }

    private Result<AdminAnswer> List(AdminCall call)
    {
        if (!call.Paging("organization", "team").TryGet(out var paging, out var refusal))
        {
            return refusal;
        }

        var projects = directory.Projects.Where(p => call.By.Sees(p.OrganizationId, p.TeamId));
        if (paging["organization"] is not null || paging["team"] is not null)
        {
            if (!objects.FindOrganization(call.By, paging["organization"]).TryGet(out var organization, out refusal))
            {
                return refusal;
            }

            projects = projects.Where(p => p.OrganizationId == organization.Id);
            if (paging["team"] is { } wanted)
            {
                if (!objects.FindTeam(call.By, organization.Id, wanted).TryGet(out var team, out refusal))
                {
                    return refusal;
                }

                projects = projects.Where(p => p.TeamId == team.Id);
            }
        }

        return AdminAnswer.Of(paging.Take(projects, p => p.Id, ProjectView.Of), AdminJsonContext.Default.PageProjectView);
    }

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(AdminJsonContext.Default.CreateProjectRequest)).TryGet(out var request, out var refusal)
            || !objects.FindOrganization(call.By, request.Organization).TryGet(out var organization, out refusal)
            || !objects.FindTeam(call.By, organization.Id, request.Team).TryGet(out var team, out refusal)
            || !(request.Cache ?? new CacheRules()).Apply(ProjectCache.Default).TryGet(out var cache, out refusal))
        {
            return refusal;
        }

        return Answer(await tenancy.CreateProjectAsync(call.By.Actor, team, request.Name, cache, call.Gone), StatusCodes.Status201Created);
    }

    private ValueTask<Result<AdminAnswer>> Get(AdminCall call) =>
        ValueTask.FromResult(Answer(objects.FindProject(call.By, call.Id), StatusCodes.Status200OK));

    private async ValueTask<Result<AdminAnswer>> ChangeAsync(AdminCall call)
    {
        if (!objects.FindProject(call.By, call.Id).TryGet(out var project, out var refusal)
            || !(await call.ReadAsync(AdminJsonContext.Default.ChangeProjectRequest)).TryGet(out var request, out refusal)
            || !(request.Cache ?? new CacheRules()).Apply(project.Cache).TryGet(out _, out refusal))
        {
            return refusal;
        }

        var teamId = project.TeamId;
        if (request.Team is { } wanted)
        {
            if (!objects.FindTeam(call.By, project.OrganizationId, wanted).TryGet(out var team, out refusal))
            {
                return refusal;
            }

            teamId = team.Id;
        }

        return await SaveAsync(call, "change", p => p with
        {
            Name = request.Name ?? p.Name,
            TeamId = request.Team is null ? p.TeamId : teamId,
            Cache = request.Cache is { } rules && rules.Apply(p.Cache).TryGet(out var cache, out _) ? cache : p.Cache,
        });
    }

    private async ValueTask<Result<AdminAnswer>> SaveAsync(AdminCall call, string verb, Func<Project, Project> change)
    {
        if (!objects.FindProject(call.By, call.Id).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        return call.ReadVersion(out var version) is { } unconditional
            ? unconditional
            : Answer(await tenancy.ChangeProjectAsync(call.By.Actor, found.Id, version, verb, change, call.Gone), StatusCodes.Status200OK);
    }

    private async ValueTask<Result<AdminAnswer>> SetCacheAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(AdminJsonContext.Default.ProjectCacheRequest)).TryGet(out var request, out var refusal)
            || !(await operations.SetProjectCacheAsync(call.By, request, call.Gone)).TryGet(out var view, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(view, AdminJsonContext.Default.ProjectCacheView);
    }

    private async ValueTask<Result<AdminAnswer>> PurgeAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(AdminJsonContext.Default.PurgeRequest)).TryGet(out var request, out var refusal)
            || !(await operations.PurgeCacheAsync(call.By, request, call.Gone)).TryGet(out var result, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(result, AdminJsonContext.Default.PurgeResult);
    }

    private static Result<AdminAnswer> Answer(Result<Project> result, int status) => result.TryGet(out var project, out var refusal)
        ? AdminAnswer.Of(ProjectView.Of(project), AdminJsonContext.Default.ProjectView, project.Version, status)
        : refusal;
}
