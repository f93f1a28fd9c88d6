using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Gateway.Anthropic;
using NextModel.Identity;
using NextModel.Policies;

namespace NextModel.Gateway.OpenAI;

/// <summary>
/// <c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>: what the caller's key can name. Models that its policies refuse whatever the request
/// says are not there; the aliases that they define are.
/// </summary>
internal sealed class ModelsEndpoint(SnapshotHolder snapshots, CredentialDirectory credentials, PolicyDirectory policies)
{
    private const string OwnerOfAliases = "policy";

    public async ValueTask<GatewayError?> ListAsync(HttpContext context, Caller caller)
    {
        var catalog = OwnModels.Of(credentials.Of(caller), snapshots.Current);
        var visible = VisibleTo(caller, catalog);
        List<(string Id, long Created, string OwnedBy)> listed = [.. (visible?.Aliases() ?? []).Select(alias => (alias.Name, alias.Since.ToUnixTimeSeconds(), OwnerOfAliases))];
        foreach (var model in GatewaySnapshot.ListedIn(catalog))
        {
            if (visible is null || (!visible.IsAlias(model.Id) && visible.Shows(new NamedModel(model.Id, model, null))))
            {
                listed.Add((model.Id, model.Created, model.OwnedBy));
            }
        }

        if (AnthropicHeaders.AreIn(context.Request.Headers))
        {
            return await AnthropicModels.WriteListAsync(context, [.. listed.Select(model => (model.Id, model.Created))]);
        }

        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var (modelId, created, ownedBy) in listed)
        {
            Write(json, modelId, created, ownedBy);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    }

    public async ValueTask<GatewayError?> RetrieveAsync(HttpContext context, Caller caller)
    {
        var id = context.Request.RouteValues["id"] as string ?? "";
        var catalog = OwnModels.Of(credentials.Of(caller), snapshots.Current);
        var visible = VisibleTo(caller, catalog);
        var alias = visible is null ? default : visible.Aliases().FirstOrDefault(a => a.Name == id);
        catalog.TryGetValue(id, out var model);
        if (alias.Name is null && (model is null || visible?.Shows(new NamedModel(id, model, null)) == false))
        {
            return new GatewayError(GatewayErrorCode.ModelNotFound, $"There is no model '{Header.Show(id)}'. GET /v1/models lists all.", "model");
        }

        if (AnthropicHeaders.AreIn(context.Request.Headers))
        {
            await AnthropicModels.WriteAsync(context, id, alias.Name is null ? model!.Created : alias.Since.ToUnixTimeSeconds());
            return null;
        }

        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        if (alias.Name is null)
        {
            Write(json, model!.Id, model.Created, model.OwnedBy);
        }
        else
        {
            Write(json, alias.Name, alias.Since.ToUnixTimeSeconds(), OwnerOfAliases);
        }

        return null;
    }

    // Null where no policy rules the key: then everything is there.
    private VisibleModels? VisibleTo(Caller caller, IReadOnlyDictionary<string, Model> catalog) => policies.ChainOf(caller) is { IsEmpty: false } chain
        ? new VisibleModels(chain, caller.Key.Environment, catalog)
        : null;

    private static void Write(Utf8JsonWriter json, string id, long created, string ownedBy)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, created);
        json.WriteString("owned_by"u8, ownedBy);
        json.WriteEndObject();
    }
}
