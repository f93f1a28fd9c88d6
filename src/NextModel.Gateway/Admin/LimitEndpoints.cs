using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;

namespace NextModel.Gateway.Admin;

/// <summary>Budgets and rate limits under <c>/api/admin/v1</c>.</summary>
internal sealed class LimitEndpoints(AdminAuthentication authentication, LimitOperations operations, TimeProvider time)
{
    private const string Budgets = "/api/admin/v1/budgets";
    private const int MaxBodyBytes = 64 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        var json = LimitsJsonContext.Default;
        routes.MapGet(Budgets, c => AnswerAsync(c, json.BudgetList, () => ValueTask.FromResult<Result<BudgetList>>(operations.ListBudgets())));
        routes.MapPost(Budgets, c => HandleAsync(c, json.BudgetRequest, json.BudgetView, operations.CreateBudgetAsync));
        routes.MapGet(Budgets + "/{id}", c => AnswerAsync(c, json.BudgetView, () => ValueTask.FromResult(operations.FindBudget(Id(c)))));
        routes.MapPut(Budgets + "/{id}", c => HandleAsync(
            c, json.BudgetRequest, json.BudgetView, (body, token) => operations.ChangeBudgetAsync(Id(c), body, token)));
        routes.MapDelete(Budgets + "/{id}", c => AnswerAsync(c, json.BudgetView, () => operations.DeleteBudgetAsync(Id(c), c.RequestAborted)));
        routes.MapPost(Budgets + "/{id}/reconcile", c => HandleAsync(
            c, json.ReconcileRequest, json.BudgetView, (body, token) => operations.ReconcileBudgetAsync(Id(c), body, token)));
        foreach (var path in (string[])["/api/admin/v1/keys/{id}/limits", "/api/admin/v1/projects/{id}/limits"])
        {
            routes.MapGet(path, c => AnswerAsync(c, json.RateLimitsBody, () => ValueTask.FromResult(operations.FindRates(Id(c)))));
            routes.MapPut(path, c => HandleAsync(
                c, json.RateLimitsBody, json.RateLimitsBody, (body, token) => operations.SetRatesAsync(Id(c), body, token)));
            routes.MapDelete(path, c => AnswerAsync(
                c, json.RateLimitsBody, () => operations.SetRatesAsync(Id(c), new RateLimitsBody(null, null, null), c.RequestAborted)));
        }
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private Task HandleAsync<TBody, TAnswer>(
        HttpContext context,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<TAnswer> answerType,
        Func<TBody, CancellationToken, ValueTask<Result<TAnswer>>> act)
        where TBody : class
        where TAnswer : class =>
        AnswerAsync(context, answerType, async () => (await ReadAsync(context, bodyType)).TryGet(out var body, out var refusal)
            ? await act(body, context.RequestAborted)
            : refusal);

    private async Task AnswerAsync<TAnswer>(HttpContext context, JsonTypeInfo<TAnswer> answerType, Func<ValueTask<Result<TAnswer>>> act)
        where TAnswer : class
    {
        RequestIdentity.Begin(context, time, out var requestId);
        if (authentication.Check(context.Request) is not { } refusal)
        {
            if ((await act()).TryGet(out var answer, out refusal))
            {
                await context.Response.WriteAsJsonAsync(answer, answerType, cancellationToken: context.RequestAborted);
                return;
            }
        }

        await ErrorReply.WriteAsync(context, refusal, requestId);
    }

    private static async ValueTask<Result<TBody>> ReadAsync<TBody>(HttpContext context, JsonTypeInfo<TBody> bodyType)
        where TBody : class
    {
        if (context.Request.ContentLength is null or > MaxBodyBytes)
        {
            return new GatewayError(GatewayErrorCode.RequestTooLarge, $"Send a JSON body of at most {MaxBodyBytes / 1024} KiB with its length.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, bodyType, context.RequestAborted) is { } body
                ? body
                : new GatewayError(GatewayErrorCode.InvalidRequest, "The body is null; send a JSON object.");
        }
        catch (JsonException error)
        {
            return new GatewayError(GatewayErrorCode.InvalidJson, error.Message, error.Path);
        }
    }
}
