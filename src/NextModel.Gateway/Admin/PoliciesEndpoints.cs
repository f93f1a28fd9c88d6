using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Policies;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/policies</c>.</summary>
internal sealed class PoliciesEndpoints(PolicyOperations operations, PolicyStudy study, IPolicyStore store, AdminObjects objects)
{
    private const string Policies = "/api/admin/v1/policies";

    private static readonly PoliciesJsonContext Json = PoliciesJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet(Policies, call => ValueTask.FromResult(List(call)));
        routes.MapPost(Policies, CreateAsync);
        routes.MapGet(Policies + "/{id}", call => ValueTask.FromResult(Answer(operations.Find(call.By, call.Id))));
        routes.MapPut(Policies + "/{id}", ReplaceAsync);
        routes.MapDelete(Policies + "/{id}", DeleteAsync);
        routes.MapGet(Policies + "/{id}/versions", ListVersionsAsync);
        routes.MapPost(Policies + "/explain", ExplainAsync);
        routes.MapPost(Policies + "/simulate", SimulateAsync);
    }

    private Result<AdminAnswer> List(AdminCall call)
    {
        if (!call.Paging("organization", "scope_id").TryGet(out var paging, out var refusal))
        {
            return refusal;
        }

        var shown = operations.List(call.By).Where(p => paging["scope_id"] is not { } scope || p.ScopeId == scope);
        if (paging["organization"] is { } wanted)
        {
            if (!objects.FindOrganization(call.By, wanted).TryGet(out var organization, out refusal))
            {
                return refusal;
            }

            shown = shown.Where(p => p.OrganizationId == organization.Id);
        }

        return AdminAnswer.Of(paging.Take(shown, p => p.WireId, PolicyView.Of), Json.PagePolicyView);
    }

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call) =>
        (await call.ReadAsync(Json.CreatePolicyRequest)).TryGet(out var request, out var refusal)
            ? Answer(await operations.CreateAsync(call.By, request, call.Gone), StatusCodes.Status201Created)
            : refusal;

    private async ValueTask<Result<AdminAnswer>> ReplaceAsync(AdminCall call)
    {
        if (!operations.Find(call.By, call.Id).TryGet(out _, out var refusal)
            || !(await call.ReadAsync(Json.ChangePolicyRequest)).TryGet(out var request, out refusal))
        {
            return refusal;
        }

        return call.ReadVersion(out var version) ?? Answer(await operations.ReplaceAsync(call.By, call.Id, version, request.Document, call.Gone));
    }

    private async ValueTask<Result<AdminAnswer>> DeleteAsync(AdminCall call)
    {
        if (!operations.Find(call.By, call.Id).TryGet(out _, out var refusal))
        {
            return refusal;
        }

        return call.ReadVersion(out var version) ?? Answer(await operations.DeleteAsync(call.By, call.Id, version, call.Gone));
    }

    private async ValueTask<Result<AdminAnswer>> ListVersionsAsync(AdminCall call)
    {
        if (!operations.Find(call.By, call.Id).TryGet(out var policy, out var refusal) || !call.Paging().TryGet(out var paging, out refusal))
        {
            return refusal;
        }

        if (!long.TryParse(paging.After ?? $"{long.MaxValue}", NumberStyles.None, CultureInfo.InvariantCulture, out var before))
        {
            return AdminPaging.Bad("after", "is the 'next' of the page before, a number.");
        }

        var versions = await store.ReadVersionsAsync(policy.Id, before, paging.Limit + 1, call.Gone);
        var more = versions.Count > paging.Limit;
        var page = new Page<PolicyView>(
            [.. versions.Take(paging.Limit).Select(PolicyView.Of)], more,
            more ? versions[paging.Limit - 1].Version.ToString(CultureInfo.InvariantCulture) : null);
        return AdminAnswer.Of(page, Json.PagePolicyView);
    }

    private async ValueTask<Result<AdminAnswer>> ExplainAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(Json.ExplainRequest)).TryGet(out var request, out var refusal)
            || !(await study.ExplainAsync(call.By, request, call.Gone)).TryGet(out var explanation, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(explanation, PolicyStudyJsonContext.Default.Explanation);
    }

    private async ValueTask<Result<AdminAnswer>> SimulateAsync(AdminCall call)
    {
        if (!(await call.ReadAsync(Json.SimulateRequest)).TryGet(out var request, out var refusal)
            || !(await study.SimulateAsync(call.By, request, call.Gone)).TryGet(out var result, out refusal))
        {
            return refusal;
        }

        return AdminAnswer.Of(result, PolicyStudyJsonContext.Default.SimulationResult);
    }

    private static Result<AdminAnswer> Answer(Result<Policy> result, int status = StatusCodes.Status200OK) => result.TryGet(out var policy, out var refusal)
        ? AdminAnswer.Of(PolicyView.Of(policy), Json.PolicyView, policy.Version, status)
        : refusal;
}
