using NextModel.Errors;

namespace NextModel.Gateway.Admin;

/// <summary>Rate limits: <c>/api/admin/v1/keys/{id}/limits</c>, <c>…/projects/{id}/limits</c>, and <c>/api/admin/v1/limits</c> for all of them.</summary>
internal sealed class RateLimitsEndpoints(RateLimitOperations operations, AdminObjects objects)
{
    private static readonly LimitsJsonContext Json = LimitsJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet("/api/admin/v1/limits", call => ValueTask.FromResult(List(call)));
        Map(routes, "/api/admin/v1/keys/{id}/limits", call => objects.FindKey(call.By, call.Id).TryGet(out _, out var missing) ? null : missing);
        Map(routes, "/api/admin/v1/projects/{id}/limits", call => objects.FindProject(call.By, call.Id).TryGet(out _, out var missing) ? null : missing);
    }

    private void Map(AdminRoutes routes, string path, Func<AdminCall, GatewayError?> check)
    {
        routes.MapGet(path, call => ValueTask.FromResult(check(call) ?? Answer(operations.Find(call.By, call.Id))));
        routes.MapPut(path, async call => check(call) is { } missing ? missing
            : (await call.ReadAsync(Json.RateLimitsBody)).TryGet(out var body, out var refusal) ? await SetAsync(call, body)
            : refusal);
        routes.MapDelete(path, async call => check(call) ?? await SetAsync(call, new RateLimitsBody(null, null, null)));
    }

    private Result<AdminAnswer> List(AdminCall call)
    {
        if (!call.Paging("organization", "scope").TryGet(out var paging, out var refusal))
        {
            return refusal;
        }

        var limits = operations.List(call.By);
        if (paging["organization"] is { } wanted)
        {
            if (!objects.FindOrganization(call.By, wanted).TryGet(out var organization, out refusal))
            {
                return refusal;
            }

            limits = limits.Where(l => l.OrganizationId == organization.Id);
        }

        if (paging["scope"] is { } scope)
        {
            if (scope is not ("key" or "project"))
            {
                return AdminPaging.Bad("scope", "must be key or project.");
            }

            limits = limits.Where(l => l.Scope == scope);
        }

        return AdminAnswer.Of(paging.Take(limits, l => l.ScopeId, l => l), Json.PageRateLimitsView);
    }

    private async ValueTask<Result<AdminAnswer>> SetAsync(AdminCall call, RateLimitsBody body) =>
        call.ReadVersion(out var version) ?? Answer(await operations.SetAsync(call.By, call.Id, version, body, call.Gone));

    private static Result<AdminAnswer> Answer(Result<RateLimitsView> result) =>
        result.TryGet(out var limits, out var refusal) ? AdminAnswer.Of(limits, Json.RateLimitsView, limits.Version) : refusal;
}
