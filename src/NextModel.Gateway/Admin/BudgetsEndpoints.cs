using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Limits;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1/budgets</c>.</summary>
internal sealed class BudgetsEndpoints(BudgetOperations operations)
{
    private const string Path = "/api/admin/v1/budgets";

    private static readonly LimitsJsonContext Json = LimitsJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet(Path, call => ValueTask.FromResult(List(call)));
        routes.MapPost(Path, CreateAsync);
        routes.MapGet(Path + "/{id}", call => ValueTask.FromResult(Answer(operations.Find(call.By, call.Id))));
        routes.MapPatch(Path + "/{id}", ChangeAsync);
        routes.MapDelete(Path + "/{id}", DeleteAsync);
        routes.MapPost(Path + "/{id}/reconcile", ReconcileAsync);
    }

    private Result<AdminAnswer> List(AdminCall call)
    {
        if (!call.Paging("organization", "scope", "scope_id").TryGet(out var paging, out var refusal)
            || !operations.List(call.By, paging["organization"]).TryGet(out var budgets, out refusal))
        {
            return refusal;
        }

        if (paging["scope"] is { } scope && LimitWords.Scope(scope) is null)
        {
            return AdminPaging.Bad("scope", $"'{Header.Show(scope)}' is not organization, team, project or key.");
        }

        var chosen = budgets.Where(b => (paging["scope"] is not { } s || b.Scope == s) && (paging["scope_id"] is not { } id || b.ScopeId == id));
        return AdminAnswer.Of(paging.Take(chosen, b => b.Id, b => b), Json.PageBudgetView);
    }

    private async ValueTask<Result<AdminAnswer>> CreateAsync(AdminCall call) =>
        (await call.ReadAsync(Json.BudgetRequest)).TryGet(out var body, out var refusal)
            ? Answer(await operations.CreateAsync(call.By, body, call.Gone), StatusCodes.Status201Created)
            : refusal;

    private async ValueTask<Result<AdminAnswer>> ChangeAsync(AdminCall call) => (await ReadAsync(call, Json.BudgetRequest)).TryGet(out var body, out var refusal)
        ? call.ReadVersion(out var version) ?? Answer(await operations.ChangeAsync(call.By, call.Id, version, body, call.Gone))
        : refusal;

    private async ValueTask<Result<AdminAnswer>> DeleteAsync(AdminCall call) => operations.Find(call.By, call.Id).TryGet(out _, out var missing)
        ? call.ReadVersion(out var version) ?? Answer(await operations.DeleteAsync(call.By, call.Id, version, call.Gone))
        : missing;

    private async ValueTask<Result<AdminAnswer>> ReconcileAsync(AdminCall call) => (await ReadAsync(call, Json.ReconcileRequest)).TryGet(out var body, out var refusal)
        ? call.ReadVersion(out var version) ?? Answer(await operations.ReconcileAsync(call.By, call.Id, version, body, call.Gone))
        : refusal;

    // What is not there, or not to be seen, is told before anything about the body.
    private async ValueTask<Result<T>> ReadAsync<T>(AdminCall call, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => operations.Find(call.By, call.Id).TryGet(out _, out var missing) ? await call.ReadAsync(type) : missing;

    private static Result<AdminAnswer> Answer(Result<BudgetView> result, int status = StatusCodes.Status200OK) =>
        result.TryGet(out var budget, out var refusal) ? AdminAnswer.Of(budget, Json.BudgetView, budget.Version, status) : refusal;
}
