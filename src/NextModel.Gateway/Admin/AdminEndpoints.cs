using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;

namespace NextModel.Gateway.Admin;

/// <summary><c>/api/admin/v1</c>: what the command line needs of a running server.</summary>
internal sealed class AdminEndpoints(AdminAuthentication authentication, AdminOperations operations, TimeProvider time)
{
    private const int MaxBodyBytes = 64 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        var json = AdminJsonContext.Default;
        routes.MapPost("/api/admin/v1/keys", c => HandleAsync(c, json.CreateKeyRequest, json.KeyView, operations.CreateKeyAsync));
        routes.MapPost("/api/admin/v1/keys/revoke", c => HandleAsync(c, json.RevokeKeyRequest, json.KeyView, operations.RevokeKeyAsync));
        routes.MapPost("/api/admin/v1/cache/purge", c => HandleAsync(c, json.PurgeRequest, json.PurgeResult, operations.PurgeCacheAsync));
        routes.MapPost("/api/admin/v1/projects/cache", c => HandleAsync(
            c, json.ProjectCacheRequest, json.ProjectCacheView, operations.SetProjectCacheAsync));
        routes.MapGet("/api/admin/v1/keys", ListKeysAsync);
    }

    private async Task ListKeysAsync(HttpContext context)
    {
        RequestIdentity.Begin(context, time, out var requestId);
        if (authentication.Check(context.Request) is { } refusal)
        {
            await ErrorReply.WriteAsync(context, refusal, requestId);
            return;
        }

        await context.Response.WriteAsJsonAsync(operations.ListKeys(), AdminJsonContext.Default.KeyList, cancellationToken: context.RequestAborted);
    }

    private async Task HandleAsync<TBody, TAnswer>(
        HttpContext context,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<TAnswer> answerType,
        Func<TBody, CancellationToken, ValueTask<Result<TAnswer>>> act)
        where TAnswer : class
    {
        RequestIdentity.Begin(context, time, out var requestId);
        var refusal = authentication.Check(context.Request);
        if (refusal is null)
        {
            var answer = await ActAsync(context, bodyType, act);
            if (answer.TryGet(out var value, out refusal))
            {
                await context.Response.WriteAsJsonAsync(value, answerType, cancellationToken: context.RequestAborted);
                return;
            }
        }

        await ErrorReply.WriteAsync(context, refusal, requestId);
    }

    private static async ValueTask<Result<TAnswer>> ActAsync<TBody, TAnswer>(
        HttpContext context, JsonTypeInfo<TBody> bodyType, Func<TBody, CancellationToken, ValueTask<Result<TAnswer>>> act)
        where TAnswer : class
    {
        if (context.Request.ContentLength is null or > MaxBodyBytes)
        {
            return new GatewayError(GatewayErrorCode.RequestTooLarge, $"Send a JSON body of at most {MaxBodyBytes / 1024} KiB with its length.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, bodyType, context.RequestAborted) is { } body
                ? await act(body, context.RequestAborted)
                : new GatewayError(GatewayErrorCode.InvalidRequest, "The body is null; send a JSON object.");
        }
        catch (JsonException error)
        {
            return new GatewayError(GatewayErrorCode.InvalidJson, error.Message, error.Path);
        }
    }
}
