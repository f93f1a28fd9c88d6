using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.OpenAI;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>.</summary>
internal sealed class ModelsEndpoint(SnapshotHolder snapshots, CredentialDirectory credentials)
{
    public async ValueTask<GatewayError?> ListAsync(HttpContext context, Caller caller)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var model in GatewaySnapshot.ListedIn(OwnModels.Of(credentials.Of(caller), snapshots.Current)))
        {
            Write(json, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    }

    public async ValueTask<GatewayError?> RetrieveAsync(HttpContext context, Caller caller)
    {
        var id = context.Request.RouteValues["id"] as string ?? "";
        if (!OwnModels.Of(credentials.Of(caller), snapshots.Current).TryGetValue(id, out var model))
        {
            return new GatewayError(GatewayErrorCode.ModelNotFound, $"There is no model '{Header.Show(id)}'. GET /v1/models lists all.", "model");
        }

        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        Write(json, model);
        return null;
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
