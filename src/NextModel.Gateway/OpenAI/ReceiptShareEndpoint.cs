using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Reporting;
using NextModel.Reporting;

namespace NextModel.Gateway.OpenAI;

/// <summary>Share links under <c>/v1/receipts/{id}/shares</c>, and what they lead to.</summary>
internal sealed class ReceiptShareEndpoint(ShareOperations operations, ReceiptShares shares)
{
    private static readonly SharesJsonContext Json = SharesJsonContext.Default;

    public async ValueTask<GatewayError?> CreateAsync(HttpContext context, ReceiptAsker by)
    {
        var request = new ShareRequest();
        if (context.Request.ContentLength is null or > 0 && !(await AdminBody.ReadAsync(context.Request, Json.ShareRequest)).TryGet(out request, out var refusal))
        {
            return refusal;
        }

        return await WriteAsync(
            context, await operations.CreateAsync(by.Actor, Id(context), by.Scope, request, context.RequestAborted), Json.ShareView, StatusCodes.Status201Created);
    }

    public async ValueTask<GatewayError?> ListAsync(HttpContext context, ReceiptAsker by) =>
        await WriteAsync(context, await operations.ListAsync(Id(context), by.Scope, context.RequestAborted), Json.ShareList);

    public async ValueTask<GatewayError?> RevokeAsync(HttpContext context, ReceiptAsker by) => await WriteAsync(
        context,
        await operations.RevokeAsync(by.Actor, Id(context), context.Request.RouteValues["share"] as string, by.Scope, context.RequestAborted),
        Json.ShareView);

    /// <summary>Without a key.</summary>
    public async ValueTask<GatewayError?> OpenAsync(HttpContext context)
    {
        if (await shares.OpenAsync(context.Request.RouteValues["secret"] as string ?? "", context.RequestAborted) is not { } document)
        {
            return new GatewayError(
                GatewayErrorCode.ReceiptNotFound, "This link leads nowhere: it has ended, was revoked or is not complete. Ask whoever sent it for a new one.");
        }

        // What the link opens must not stay with others.
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["referrer-policy"] = "no-referrer";
        await ReceiptsEndpoint.WriteAsync(context, document);
        return null;
    }

    private static string? Id(HttpContext context) => context.Request.RouteValues["id"] as string;

    private static async ValueTask<GatewayError?> WriteAsync<T>(HttpContext context, Result<T> result, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
        where T : class
    {
        if (!result.TryGet(out var value, out var refusal))
        {
            return refusal;
        }

        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        await ReceiptsEndpoint.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(value, type));
        return null;
    }
}
