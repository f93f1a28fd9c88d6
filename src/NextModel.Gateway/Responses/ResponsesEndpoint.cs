using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;
using NextModel.Json;
using NextModel.Providers.Responses;
using NextModel.Responses;

namespace NextModel.Gateway.Responses;

/// <summary>Responses that are kept: asked for again, deleted, and what was put to them. Of another project there are none.</summary>
internal sealed class ResponsesEndpoint(ResponseBook book)
{
    private const int Usual = 20;
    private const int Most = 100;

    /// <summary><c>GET /v1/responses/{id}</c>; with <c>stream=true</c> its events once more, after <c>starting_after</c>.</summary>
    public async ValueTask<GatewayError?> RetrieveAsync(HttpContext context, Caller caller)
    {
        if (!(await book.FindAsync(caller, IdOf(context), context.RequestAborted)).TryGet(out var kept, out var refusal))
        {
            return refusal;
        }

        if (context.Request.Query["stream"] != "true")
        {
            return await WriteAsync(context, kept.Response);
        }

        var after = -1L;
        if (context.Request.Query.TryGetValue("starting_after", out var number) && !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, $"'starting_after' must be the number of an event, but it is '{Header.Show(number)}'.", "starting_after");
        }

        using var events = new PooledBuffer(kept.Response.Length * 3);
        ResponsePlayback.Write(kept.Response, after, events);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(events.WrittenMemory, context.RequestAborted);
        return null;
    }

    /// <summary><c>DELETE /v1/responses/{id}</c>.</summary>
    public async ValueTask<GatewayError?> DeleteAsync(HttpContext context, Caller caller)
    {
        var id = IdOf(context);
        return await book.DeleteAsync(caller, id) is { } refusal
            ? refusal
            : await WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(new DeletedResponse(id), ResponsesJsonContext.Default.DeletedResponse));
    }

    /// <summary><c>POST /v1/responses/{id}/cancel</c>: what is kept has ended.</summary>
    public async ValueTask<GatewayError?> CancelAsync(HttpContext context, Caller caller) =>
        (await book.FindAsync(caller, IdOf(context), context.RequestAborted)).TryGet(out _, out var refusal)
            ? new GatewayError(GatewayErrorCode.InvalidRequest, "Cannot cancel a synchronous response: only background responses can be, and there are none here.")
            : refusal;

    /// <summary><c>GET /v1/responses/{id}/input_items</c>: the request's own items, newest first unless <c>order=asc</c>, in pages.</summary>
    public async ValueTask<GatewayError?> ListInputAsync(HttpContext context, Caller caller)
    {
        var query = context.Request.Query;
        var limit = Usual;
        if (query.TryGetValue("limit", out var asked) && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Most))
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, $"'limit' must be a whole number from 1 to {Most}, but it is '{Header.Show(asked)}'.", "limit");
        }

        if (query.TryGetValue("order", out var order) && order != "asc" && order != "desc")
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, $"'order' must be asc or desc, but it is '{Header.Show(order)}'.", "order");
        }

        if (!(await book.FindAsync(caller, IdOf(context), context.RequestAborted)).TryGet(out var kept, out var refusal))
        {
            return refusal;
        }

        using var items = new ItemPage(kept.Input, isNewestFirst: order != "asc");
        return items.TryWrite(query["after"], limit, out var page)
            ? await WriteAsync(context, page)
            : new GatewayError(GatewayErrorCode.InvalidRequest, $"'after' names '{Header.Show(query["after"])}', which is not among the items.", "after");
    }

    private static string IdOf(HttpContext context) => context.Request.RouteValues["id"] as string ?? "";

    private static async ValueTask<GatewayError?> WriteAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
        return null;
    }
}
