using System.Text.Json.Serialization.Metadata;
using NextModel.Errors;

namespace NextModel.Gateway.Admin;

/// <summary>Budgets and rate limits under <c>/api/admin/v1</c>.</summary>
internal sealed class LimitEndpoints(LimitOperations operations)
{
    private const string Budgets = "/api/admin/v1/budgets";

    public void Map(AdminRoutes routes)
    {
        var json = LimitsJsonContext.Default;
        routes.MapGet(Budgets, _ => Answer(operations.ListBudgets(), json.BudgetList));
        routes.MapPost(Budgets, call => AnswerAsync(call, json.BudgetRequest, json.BudgetView, operations.CreateBudgetAsync));
        routes.MapGet(Budgets + "/{id}", call => Answer(operations.FindBudget(call.Id), json.BudgetView));
        routes.MapPut(Budgets + "/{id}", call => AnswerAsync(
            call, json.BudgetRequest, json.BudgetView, (body, token) => operations.ChangeBudgetAsync(call.Id, body, token)));
        routes.MapDelete(Budgets + "/{id}", async call => Of(await operations.DeleteBudgetAsync(call.Id, call.Gone), json.BudgetView));
        routes.MapPost(Budgets + "/{id}/reconcile", call => AnswerAsync(
            call, json.ReconcileRequest, json.BudgetView, (body, token) => operations.ReconcileBudgetAsync(call.Id, body, token)));
        foreach (var path in (string[])["/api/admin/v1/keys/{id}/limits", "/api/admin/v1/projects/{id}/limits"])
        {
            routes.MapGet(path, call => Answer(operations.FindRates(call.Id), json.RateLimitsBody));
            routes.MapPut(path, call => AnswerAsync(
                call, json.RateLimitsBody, json.RateLimitsBody, (body, token) => operations.SetRatesAsync(call.Id, body, token)));
            routes.MapDelete(path, async call =>
                Of(await operations.SetRatesAsync(call.Id, new RateLimitsBody(null, null, null), call.Gone), json.RateLimitsBody));
        }
    }

    private static async ValueTask<Result<AdminAnswer>> AnswerAsync<TBody, TAnswer>(
        AdminCall call,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<TAnswer> answerType,
        Func<TBody, CancellationToken, ValueTask<Result<TAnswer>>> act)
        where TBody : class
        where TAnswer : class =>
        (await call.ReadAsync(bodyType)).TryGet(out var body, out var refusal) ? Of(await act(body, call.Gone), answerType) : refusal;

    private static ValueTask<Result<AdminAnswer>> Answer<T>(Result<T> result, JsonTypeInfo<T> type)
        where T : class => ValueTask.FromResult(Of(result, type));

    private static Result<AdminAnswer> Of<T>(Result<T> result, JsonTypeInfo<T> type)
        where T : class =>
        result.TryGet(out var value, out var refusal) ? AdminAnswer.Of(value, type) : refusal;
}
