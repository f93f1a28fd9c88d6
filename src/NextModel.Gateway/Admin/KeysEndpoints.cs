using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/keys</c>.</summary>
internal sealed class KeysEndpoints(ApiKeys keys, TenancyDirectory directory, AdminObjects objects, AdminOperations operations)
{
    public void Map(AdminRoutes routes)
    {
        routes.MapGet("/api/admin/v1/keys", call => ValueTask.FromResult(List(call)));
        routes.MapPost("/api/admin/v1/keys", CreateAsync);
        routes.MapGet("/api/admin/v1/keys/{id}", call => ValueTask.FromResult(
            objects.FindKey(call.By, call.Id).TryGet(out var found, out var missing) ? Answer(found.Key) : missing));
        routes.MapPatch("/api/admin/v1/keys/{id}", ChangeAsync);
        routes.MapDelete("/api/admin/v1/keys/{id}", RevokeAsync);
        routes.MapPost("/api/admin/v1/keys/{id}/rotate", RotateAsync);
        routes.MapPost("/api/admin/v1/keys/revoke", RevokeByPrefixAsync);
    }

    private Result<AdminAnswer> List(AdminCall call)
    {
        if (!call.Paging("organization", "project").TryGet(out var paging, out var refusal))
        {
            return refusal;
        }

        var callers = directory.Callers.Where(c => call.By.Sees(c.Organization.Id, c.Team.Id));
        if (paging["organization"] is not null || paging["project"] is not null)
        {
            if (!objects.FindOrganization(call.By, paging["organization"]).TryGet(out var organization, out refusal))
            {
                return refusal;
            }

            callers = callers.Where(c => c.Organization.Id == organization.Id);
            if (paging["project"] is { } wanted)
            {
                if (!objects.FindProject(call.By, organization.Id, wanted).TryGet(out var project, out refusal))
                {
                    return refusal;
                }

                callers = callers.Where(c => c.Project.Id == project.Id);
            }
        }

        return AdminAnswer.Of(
            paging.Take(callers, c => c.Key.Id, c => KeyView.Of(c, directory.LastUsedAt(c.Key))), AdminJsonContext.Default.PageKeyView);
    }

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(AdminJsonContext.Default.CreateKeyRequest)).TryGet(out var request, out var refusal)
            || !(await operations.CreateKeyAsync(call.By, request, call.Gone)).TryGet(out var made, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(made, AdminJsonContext.Default.KeyView, made.Version, StatusCodes.Status201Created);
    }

    private async ValueTask<Result<AdminAnswer>> ChangeAsync(AdminCall call)
    {
        if (!objects.FindKey(call.By, call.Id).TryGet(out var found, out var refusal)
            || !(await call.ReadAsync(AdminJsonContext.Default.ChangeKeyRequest)).TryGet(out var request, out refusal)
            || (refusal = call.ReadVersion(out var version)) is not null)
        {
            return refusal;
        }

        var changed = await keys.ChangeAsync(
            call.By.Actor,
            found.Key.Id,
            version,
            k => k with
            {
                Name = request.Name ?? k.Name,
                Environment = request.Environment ?? k.Environment,
                Workload = request.Workload ?? k.Workload,
                ExpiresAt = request.SetsExpiry ? request.ExpiresAt : k.ExpiresAt,
            },
            call.Gone);
        return changed.TryGet(out var key, out refusal) ? Answer(key) : refusal;
    }

    private async ValueTask<Result<AdminAnswer>> RevokeAsync(AdminCall call)
    {
        if (!objects.FindKey(call.By, call.Id).TryGet(out var found, out var refusal)
            || (refusal = call.ReadVersion(out var version)) is not null
            || !(await keys.RevokeAsync(call.By.Actor, found.Key.Id, version, call.Gone)).TryGet(out var key, out refusal))
        {
            return refusal;
        }

        return Answer(key);
    }

    private async ValueTask<Result<AdminAnswer>> RotateAsync(AdminCall call)
    {
        if (!objects.FindKey(call.By, call.Id).TryGet(out var found, out var refusal)
            || !(await call.ReadAsync(AdminJsonContext.Default.RotateKeyRequest)).TryGet(out var request, out refusal)
            || (refusal = call.ReadVersion(out var version)) is not null)
        {
            return refusal;
        }

        var rotated = await keys.RotateAsync(call.By.Actor, found.Key.Id, version, request.Grace, call.Gone);
        return rotated.TryGet(out var key, out refusal) ? Answer(key.Key, key.RawKey) : refusal;
    }

    private async ValueTask<Result<AdminAnswer>> RevokeByPrefixAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(AdminJsonContext.Default.RevokeKeyRequest)).TryGet(out var request, out var refusal)
            || !(await operations.RevokeKeyAsync(call.By, request, call.Gone)).TryGet(out var view, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(view, AdminJsonContext.Default.KeyView, view.Version);
    }

    private Result<AdminAnswer> Answer(ApiKey key, string? rawKey = null) => AdminAnswer.Of(
        KeyView.Of(directory.FindKey(key.Id)!, directory.LastUsedAt(key), rawKey), AdminJsonContext.Default.KeyView, key.Version);
}
