using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using NextModel.Audit;
using NextModel.Errors;

namespace NextModel.Gateway.Admin;

/// <summary>Budgets and rate limits under <c>/api/admin/v1</c>. A change is recorded in the audit trail when it has been made.</summary>
internal sealed class LimitEndpoints(LimitOperations operations, AuditTrail audit)
{
    private const string Budgets = "/api/admin/v1/budgets";

    private static readonly LimitsJsonContext Json = LimitsJsonContext.Default;

    public void Map(AdminRoutes routes)
    {
        routes.MapGet(Budgets, _ => Answer(operations.ListBudgets(), Json.BudgetList));
        routes.MapGet(Budgets + "/{id}", call => Answer(operations.FindBudget(call.Id), Json.BudgetView));
        routes.MapPost(Budgets, async call => (await call.ReadAsync(Json.BudgetRequest)).TryGet(out var body, out var refusal)
            ? await RecordAsync(call, "budget.create", null, await operations.CreateBudgetAsync(body, call.Gone))
            : refusal);
        routes.MapPut(Budgets + "/{id}", async call => (await call.ReadAsync(Json.BudgetRequest)).TryGet(out var body, out var refusal)
            ? await RecordAsync(call, "budget.change", operations.FindBudget(call.Id), await operations.ChangeBudgetAsync(call.Id, body, call.Gone))
            : refusal);
        routes.MapPost(Budgets + "/{id}/reconcile", async call => (await call.ReadAsync(Json.ReconcileRequest)).TryGet(out var body, out var refusal)
            ? await RecordAsync(call, "budget.reconcile", operations.FindBudget(call.Id), await operations.ReconcileBudgetAsync(call.Id, body, call.Gone))
            : refusal);
        routes.MapDelete(Budgets + "/{id}", async call => await RecordAsync(
            call, "budget.delete", operations.FindBudget(call.Id), await operations.DeleteBudgetAsync(call.Id, call.Gone)));
        MapLimits(routes, "/api/admin/v1/keys/{id}/limits");
        MapLimits(routes, "/api/admin/v1/projects/{id}/limits");
    }

    private void MapLimits(AdminRoutes routes, string path)
    {
        routes.MapGet(path, call => Answer(operations.FindRates(call.Id), Json.RateLimitsBody));
        routes.MapPut(path, async call => (await call.ReadAsync(Json.RateLimitsBody)).TryGet(out var body, out var refusal)
            ? await SetRatesAsync(call, body)
            : refusal);
        routes.MapDelete(path, call => SetRatesAsync(call, new RateLimitsBody(null, null, null)));
    }

    private async ValueTask<Result<AdminAnswer>> SetRatesAsync(AdminCall call, RateLimitsBody body)
    {
        var before = operations.FindRates(call.Id);
        var set = await operations.SetRatesAsync(call.Id, body, call.Gone);
        if (!set.TryGet(out var after, out var refusal))
        {
            return refusal;
        }

        await audit.RecordAsync(
            call.By.Actor, "limits.set", call.Id, operations.OrganizationOf(call.Id), Text(before, Json.RateLimitsBody), Text(set, Json.RateLimitsBody), default);
        return AdminAnswer.Of(after, Json.RateLimitsBody);
    }

    private async ValueTask<Result<AdminAnswer>> RecordAsync(AdminCall call, string action, Result<BudgetView>? before, Result<BudgetView> made)
    {
        if (!made.TryGet(out var budget, out var refusal))
        {
            return refusal;
        }

        var was = before is { } known ? Text(known, Json.BudgetView) : null;
        var now = action == "budget.delete" ? null : Text(made, Json.BudgetView);
        await audit.RecordAsync(call.By.Actor, action, budget.Id, budget.Organization, was, now, default);
        return AdminAnswer.Of(budget, Json.BudgetView, status: before is null ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static string? Text<T>(Result<T> result, JsonTypeInfo<T> type)
        where T : class => result.TryGet(out var value, out _) ? JsonSerializer.Serialize(value, type) : null;

    private static ValueTask<Result<AdminAnswer>> Answer<T>(Result<T> result, JsonTypeInfo<T> type)
        where T : class =>
        ValueTask.FromResult<Result<AdminAnswer>>(result.TryGet(out var value, out var refusal) ? AdminAnswer.Of(value, type) : refusal);
}
