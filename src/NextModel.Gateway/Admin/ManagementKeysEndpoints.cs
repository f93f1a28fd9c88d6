using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/management-keys</c>.</summary>
internal sealed class ManagementKeysEndpoints(ManagementKeys keys, AccessDirectory access, AdminObjects objects, TimeProvider time)
{
    public void Map(AdminRoutes routes)
    {
        routes.MapGet("/api/admin/v1/management-keys", call => ValueTask.FromResult(List(call)));
        routes.MapPost("/api/admin/v1/management-keys", CreateAsync);
        routes.MapGet("/api/admin/v1/management-keys/{id}", call => ValueTask.FromResult(Answer(objects.FindManagementKey(call.By, call.Id))));
        routes.MapPatch("/api/admin/v1/management-keys/{id}", ChangeAsync);
        routes.MapDelete("/api/admin/v1/management-keys/{id}", RevokeAsync);
    }

    private Result<AdminAnswer> List(AdminCall call)
    {
        if (!call.Paging("organization").TryGet(out var paging, out var refusal))
        {
            return refusal;
        }

        var visible = access.ManagementKeys.Where(k => call.By.Sees(k.OrganizationId, k.TeamId));
        if (paging["organization"] is { } wanted)
        {
            if (!objects.FindOrganization(call.By, wanted).TryGet(out var organization, out refusal))
            {
                return refusal;
            }

            visible = visible.Where(k => k.OrganizationId == organization.Id);
        }

        return AdminAnswer.Of(
            paging.Take(visible, k => k.Id, k => ManagementKeyView.Of(k, access.LastUsedAt(k))), AdminJsonContext.Default.PageManagementKeyView);
    }

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(AdminJsonContext.Default.CreateManagementKeyRequest)).TryGet(out var request, out var refusal)
            || !objects.FindGrant(call.By, request.Organization, request.Team, request.Role).TryGet(out var grant, out refusal))
        {
            return refusal;
        }

        var issued = await keys.IssueAsync(
            call.By,
            new ManagementKeyRequest(grant.OrganizationId, grant.TeamId, request.Name, grant.Role)
            {
                MemberId = request.Member,
                ExpiresAt = request.ExpiresAt,
            },
            call.Gone);
        return issued.TryGet(out var made, out refusal)
            ? AdminAnswer.Of(
                ManagementKeyView.Of(made.Key, null, made.RawKey), AdminJsonContext.Default.ManagementKeyView, made.Key.Version,
                StatusCodes.Status201Created)
            : refusal;
    }

    private async ValueTask<Result<AdminAnswer>> ChangeAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(AdminJsonContext.Default.ChangeKeyRequest)).TryGet(out var request, out var refusal))
        {
            return refusal;
        }

        return request.Environment is null && request.Workload is null
            ? await SaveAsync(call, "change", k => k with
            {
                Name = request.Name ?? k.Name,
                ExpiresAt = request.SetsExpiry ? request.ExpiresAt : k.ExpiresAt,
            })
            : new GatewayError(GatewayErrorCode.InvalidRequest, "A management key has no labels. Leave 'environment' and 'workload' out.", "environment");
    }

    private ValueTask<Result<AdminAnswer>> RevokeAsync(AdminCall call) =>
        SaveAsync(call, "revoke", k => k with { RevokedAt = k.RevokedAt ?? time.GetUtcNow() });

    private async ValueTask<Result<AdminAnswer>> SaveAsync(AdminCall call, string verb, Func<ManagementKey, ManagementKey> change)
    {
        if (!objects.FindManagementKey(call.By, call.Id).TryGet(out var found, out var refusal)
            || (refusal = call.ReadVersion(out var version)) is not null)
        {
            return refusal;
        }

        return Answer(await keys.ChangeAsync(call.By, found.Id, version, verb, change, call.Gone));
    }

    private Result<AdminAnswer> Answer(Result<ManagementKey> result) => result.TryGet(out var key, out var refusal)
        ? AdminAnswer.Of(ManagementKeyView.Of(key, access.LastUsedAt(key)), AdminJsonContext.Default.ManagementKeyView, key.Version)
        : refusal;
}
