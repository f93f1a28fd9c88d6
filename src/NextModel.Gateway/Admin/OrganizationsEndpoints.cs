using Microsoft.AspNetCore.Http;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/organizations</c>.</summary>
internal sealed class OrganizationsEndpoints(
    Tenancy tenancy, TenancyDirectory directory, AdminObjects objects, SnapshotHolder snapshots, TimeProvider time)
{
    public void Map(AdminRoutes routes)
    {
        routes.MapGet("/api/admin/v1/organizations", List);
        routes.MapPost("/api/admin/v1/organizations", CreateAsync);
        routes.MapGet("/api/admin/v1/organizations/{id}", Get);
        routes.MapPatch("/api/admin/v1/organizations/{id}", RenameAsync);
        routes.MapDelete("/api/admin/v1/organizations/{id}", call =>
            ChangeAsync(call, "archive", o => o with { ArchivedAt = o.ArchivedAt ?? time.GetUtcNow() }));
        routes.MapPost("/api/admin/v1/organizations/{id}/restore", call => ChangeAsync(call, "restore", o => o with { ArchivedAt = null }));
    }

    private ValueTask<Result<AdminAnswer>> List(AdminCall call) => ValueTask.FromResult<Result<AdminAnswer>>(
        call.Paging().TryGet(out var paging, out var refusal)
            ? AdminAnswer.Of(
                paging.Take(directory.Organizations.Where(o => call.By.Sees(o.Id, null)), o => o.Id, OrganizationView.Of),
                AdminJsonContext.Default.PageOrganizationView)
            : refusal);

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(AdminJsonContext.Default.CreateOrganizationRequest)).TryGet(out var request, out var refusal))
        {
            return refusal;
        }

        var made = await tenancy.CreateOrganizationAsync(
            call.By.Actor, request.Name, request.Currency ?? snapshots.Current.Currency, call.Gone);
        return Answer(made, StatusCodes.Status201Created);
    }

    private ValueTask<Result<AdminAnswer>> Get(AdminCall call) =>
        ValueTask.FromResult(Answer(objects.FindOrganization(call.By, call.Id), StatusCodes.Status200OK));

    private async ValueTask<Result<AdminAnswer>> RenameAsync(AdminCall call) =>
        (await call.ReadAsync(AdminJsonContext.Default.RenameRequest)).TryGet(out var request, out var refusal)
            ? await ChangeAsync(call, "change", o => o with { Name = request.Name ?? o.Name })
            : refusal;

    private async ValueTask<Result<AdminAnswer>> ChangeAsync(AdminCall call, string verb, Func<Organization, Organization> change)
    {
        if (!objects.FindOrganization(call.By, call.Id).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        return call.ReadVersion(out var version) is { } unconditional
            ? unconditional
            : Answer(await tenancy.ChangeOrganizationAsync(call.By.Actor, found.Id, version, verb, change, call.Gone), StatusCodes.Status200OK);
    }

    private static Result<AdminAnswer> Answer(Result<Organization> result, int status) => result.TryGet(out var organization, out var refusal)
        ? AdminAnswer.Of(OrganizationView.Of(organization), AdminJsonContext.Default.OrganizationView, organization.Version, status)
        : refusal;
}
