using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.OpenAI;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>.</summary>
internal sealed class ModelsEndpoint(KeyAuthenticator authenticator, SnapshotHolder snapshots, TimeProvider time)
{
    public async Task ListAsync(HttpContext context)
    {
        RequestIdentity.Begin(context, time, out var requestId);
        if (!authenticator.Authenticate(context.Request.Headers.Authorization).TryGet(out _, out var refusal))
        {
            await ErrorReply.WriteAsync(context, refusal, requestId);
            return;
        }

        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var model in snapshots.Current.Models.Values.OrderBy(m => m.Id, StringComparer.Ordinal))
        {
            Write(json, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public async Task RetrieveAsync(HttpContext context)
    {
        RequestIdentity.Begin(context, time, out var requestId);
        if (!authenticator.Authenticate(context.Request.Headers.Authorization).TryGet(out _, out var refusal))
        {
            await ErrorReply.WriteAsync(context, refusal, requestId);
            return;
        }

        var id = context.Request.RouteValues["id"] as string ?? "";
        if (!snapshots.Current.Models.TryGetValue(id, out var model))
        {
            await ErrorReply.WriteAsync(
                context,
                new GatewayError(GatewayErrorCode.ModelNotFound, $"There is no model '{Header.Show(id)}'. GET /v1/models lists all.", "model"),
                requestId);
            return;
        }

        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        Write(json, model);
    }

    private static void Write(Utf8JsonWriter json, Model model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, model.Created);
        json.WriteString("owned_by"u8, model.OwnedBy);
        json.WriteEndObject();
    }
}
