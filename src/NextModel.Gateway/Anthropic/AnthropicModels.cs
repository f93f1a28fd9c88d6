using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;

namespace NextModel.Gateway.Anthropic;

/// <summary>Models as clients of Anthropic's API list them: in pages, each named by its first and last id.</summary>
internal static class AnthropicModels
{
    private const int Usual = 20;
    private const int Most = 1000;

    /// <summary>Writes one page; the refusal of a page that cannot be.</summary>
    public static async ValueTask<GatewayError?> WriteListAsync(HttpContext context, IReadOnlyList<(string Id, long Created)> models)
    {
        var query = context.Request.Query;
        var limit = Usual;
        if (query.TryGetValue("limit", out var asked) && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Most))
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, $"'limit' must be a whole number from 1 to {Most}, but it is '{Header.Show(asked)}'.", "limit");
        }

        var (after, before) = (Place(models, query["after_id"]), Place(models, query["before_id"]));
        if (after is null || before is null)
        {
            var name = after is null ? "after_id" : "before_id";
            return new GatewayError(GatewayErrorCode.InvalidRequest, $"'{name}' names '{Header.Show(query[name])}', which is not among the models.", name);
        }

        var hasBefore = query.ContainsKey("before_id");
        var from = hasBefore ? Math.Max(0, before.Value - limit) : after.Value + 1;
        var to = hasBefore ? before.Value : Math.Min(models.Count, from + limit);
        var page = models.Skip(from).Take(to - from).ToList();
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var (id, created) in page)
        {
            Write(json, id, created);
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, hasBefore ? from > 0 : to < models.Count);
        json.WriteString("first_id"u8, page.Count > 0 ? page[0].Id : null);
        json.WriteString("last_id"u8, page.Count > 0 ? page[^1].Id : null);
        json.WriteEndObject();
        return null;
    }

    /// <summary>Writes one model.</summary>
    public static async ValueTask WriteAsync(HttpContext context, string id, long created)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        Write(json, id, created);
    }

    private static void Write(Utf8JsonWriter json, string id, long created)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "model"u8);
        json.WriteString("id"u8, id);
        json.WriteString("display_name"u8, id);
        json.WriteString("created_at"u8, DateTimeOffset.FromUnixTimeSeconds(created).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    // -1 where none is named; null where it is not there.
    private static int? Place(IReadOnlyList<(string Id, long Created)> models, string? id)
    {
        for (var i = 0; id is not null && i < models.Count; i++)
        {
            if (models[i].Id == id)
            {
                return i;
            }
        }

        return id is null ? -1 : null;
    }
}
