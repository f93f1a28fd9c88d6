using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Json;
using NextModel.Limits;
using NextModel.Pipeline.Objects;
using NextModel.Providers.Objects;

namespace NextModel.Gateway.OpenAI.Objects;

/// <summary>What routes for objects at sources have in common: limits on requests, whose an object is, and the source's answer passed on as it came.</summary>
internal sealed class ObjectRelay(SourceObjects objects, ObjectCall calls, RateLimiter rates)
{
    private const int MaxBytes = 16 * 1024 * 1024;
    private const int MaxPages = 100;
    private const int PageSize = 100;
    private const int UsualLimit = 20;
    private const int MostLimit = 10_000;

    /// <summary>Counts the request, then answers it.</summary>
    public async ValueTask<GatewayError?> EnterAsync(HttpContext context, Caller caller, Func<ValueTask<GatewayError?>> answer)
    {
        var tooMany = rates.TryEnter(caller, out var pass);
        using var admitted = pass;
        OpenAIWire.Chat.ShowLimits(context.Response.Headers, pass?.Requests, pass?.Tokens);
        return tooMany ?? await answer();
    }

    /// <summary>Asks the source of an object about it, and passes on what it says.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="path">The collection's path, below the source's base address.</param>
    /// <param name="after">What stands after the id: <c>/cancel</c>, a query.</param>
    /// <param name="content">The body, or null.</param>
    /// <param name="seen">Is told a good answer before it goes out.</param>
    public async ValueTask<GatewayError?> PassAsync(
        HttpContext context, Caller caller, SourceObjectKind kind, string path, string after = "", HttpContent? content = null,
        Func<JsonCursor, SourceObject, Catalog.Source, ValueTask<GatewayError?>>? seen = null)
    {
        using (content)
        {
            var id = (string)context.Request.RouteValues["id"]!;
            if (!(await objects.FindAsync(caller, kind, id, context.RequestAborted)).TryGet(out var found, out var refusal)
                || !(await calls.SendAsync(found.Source, new HttpMethod(context.Request.Method), $"{path}/{Uri.EscapeDataString(id)}{after}", content, context.RequestAborted))
                    .TryGet(out var reply, out refusal))
            {
                return refusal;
            }

            using (reply)
            {
                var body = await reply.ReadAsync(MaxBytes);
                return await WriteAsync(context, body, root => seen?.Invoke(root, found.Object, found.Source) ?? default);
            }
        }
    }

    /// <summary>Has the source delete an object, and forgets whose it was.</summary>
    public ValueTask<GatewayError?> DeleteAsync(HttpContext context, Caller caller, SourceObjectKind kind, string path) =>
        PassAsync(context, caller, kind, path, seen: async (_, gone, _) =>
        {
            await objects.RemoveAsync(gone);
            return null;
        });

    /// <summary>Has a source make an object, and notes whose it is before the caller hears of it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="kind">What is made.</param>
    /// <param name="source">Who makes it.</param>
    /// <param name="path">The collection's path.</param>
    /// <param name="content">The body.</param>
    /// <param name="made">Is told the id before it is anybody's.</param>
    public async ValueTask<GatewayError?> MakeAsync(
        HttpContext context, Caller caller, SourceObjectKind kind, Catalog.Source source, string path, HttpContent content, Func<string, ValueTask<GatewayError?>>? made = null)
    {
        using (content)
        {
            if (!(await calls.SendAsync(source, HttpMethod.Post, path, content, context.RequestAborted)).TryGet(out var reply, out var refusal))
            {
                return refusal;
            }

            using (reply)
            {
                var body = await reply.ReadAsync(MaxBytes);
                return await WriteAsync(context, body, async root => root["id"u8].GetString() is { Length: > 0 and <= SourceObject.MostIdLength } id
                    ? (made is null ? null : await made(id)) ?? await objects.NoteAsync(caller, kind, id, source)
                    : new GatewayError(GatewayErrorCode.ProviderError, $"The source '{source.Id}' made something and did not say its id."));
            }
        }
    }

    /// <summary>Passes on bytes that a source keeps.</summary>
    public async ValueTask<GatewayError?> CopyAsync(HttpContext context, Caller caller, SourceObjectKind kind, string path, string after)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        if (!(await objects.FindAsync(caller, kind, id, context.RequestAborted)).TryGet(out var found, out var refusal)
            || !(await calls.SendAsync(found.Source, HttpMethod.Get, $"{path}/{Uri.EscapeDataString(id)}{after}", null, context.RequestAborted)).TryGet(out var reply, out refusal))
        {
            return refusal;
        }

        using (reply)
        {
            context.Response.ContentType = reply.MediaType ?? "application/octet-stream";
            context.Response.ContentLength = reply.Length;
            await reply.CopyToAsync(context.Response.Body);
            return null;
        }
    }

    /// <summary>Lists a project's objects: what their sources list, without what is not the project's.</summary>
    public async ValueTask<GatewayError?> ListAsync(
        HttpContext context, Caller caller, SourceObjectKind kind, string path, Func<JsonCursor, Catalog.Source, ValueTask<GatewayError?>>? seen = null)
    {
        var query = context.Request.Query;
        var limit = int.TryParse(query["limit"], out var asked) && asked is >= 1 and <= MostLimit ? asked : UsualLimit;
        var cursor = query["after"].ToString() is { Length: > 0 } after ? after : null;
        var places = await objects.PlacesAsync(caller, kind, context.RequestAborted);
        if (cursor is not null)
        {
            if (!(await objects.FindAsync(caller, kind, cursor, context.RequestAborted)).TryGet(out var at, out var refusal))
            {
                return refusal;
            }

            places = [.. places.SkipWhile(place => !ReferenceEquals(place, at.Source))];
        }

        var others = string.Concat(query.Where(one => one.Key is not ("limit" or "after"))
            .SelectMany(one => one.Value, (one, value) => $"&{Uri.EscapeDataString(one.Key)}={Uri.EscapeDataString(value ?? "")}"));
        using var page = new ObjectPage(limit);
        foreach (var place in places)
        {
            for (var pages = 0; pages < MaxPages && !page.IsFull; pages++)
            {
                var from = cursor is null ? "" : $"&after={Uri.EscapeDataString(cursor)}";
                if (!(await calls.SendAsync(place, HttpMethod.Get, $"{path}?limit={PageSize}{from}{others}", null, context.RequestAborted)).TryGet(out var reply, out var refusal))
                {
                    return refusal;
                }

                using (reply)
                {
                    cursor = await page.AddAsync(await reply.ReadAsync(MaxBytes), ids => objects.OwnedAsync(caller, kind, ids, context.RequestAborted),
                        item => seen?.Invoke(item, place) ?? default);
                }

                if (cursor is null)
                {
                    break;
                }
            }

            cursor = null;
        }

        await SendAsync(context, page.ToJson());
        return null;
    }

    /// <summary>Reads a JSON object a caller sent; the refusal when it is none.</summary>
    public static async ValueTask<(RequestBody Body, GatewayError? Refusal)> ReadAsync(HttpContext context)
    {
        var body = new RequestBody();
        return (body, await body.ReadAsync(context.Request));
    }

    /// <summary>What a caller sent, for a source.</summary>
    public static HttpContent Json(RequestBody body)
    {
        var content = new ReadOnlyMemoryContent(body.Text);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return content;
    }

    private static async ValueTask<GatewayError?> WriteAsync(HttpContext context, byte[] body, Func<JsonCursor, ValueTask<GatewayError?>> seen)
    {
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(body, JsonLimits.Upstream, out _) || tape.Root.Kind != JsonKind.Object)
            {
                return new GatewayError(GatewayErrorCode.ProviderError, "The source sent an answer that is no JSON object.");
            }

            if (await seen(tape.Root) is { } refusal)
            {
                return refusal;
            }
        }
        finally
        {
            tape.Return();
        }

        await SendAsync(context, body);
        return null;
    }

    private static async ValueTask SendAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
