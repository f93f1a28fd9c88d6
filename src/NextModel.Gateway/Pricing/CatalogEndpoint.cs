using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.OpenAI;
using NextModel.Routing;

namespace NextModel.Gateway.Pricing;

/// <summary><c>GET /api/catalog</c> and <c>GET /api/catalog/{id}</c>: everything that is known of, callable or not.</summary>
internal sealed class CatalogEndpoint(SnapshotHolder snapshots, TargetBook targets, TimeProvider time)
{
    public async ValueTask<GatewayError?> ListAsync(HttpContext context)
    {
        var listing = CatalogListing.Of(snapshots.Current);
        if (!CatalogFilter.Read(context.Request.Query, listing).TryGet(out var filter, out var refusal))
        {
            return refusal;
        }

        var latency = Latency();
        await SendAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "catalog"u8);
            json.WriteString("currency"u8, listing.Snapshot.Currency);
            json.WriteStartArray("models"u8);
            foreach (var model in filter.Apply(listing))
            {
                CatalogJson.Write(json, model, latency);
            }

            json.WriteEndArray();
            json.WriteStartArray("sources"u8);
            foreach (var source in ModelCatalog.BuiltIn.Sources)
            {
                CatalogJson.Write(json, source, listing.Snapshot.Sources.ContainsKey(source.Id));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        return null;
    }

    public async ValueTask<GatewayError?> RetrieveAsync(HttpContext context)
    {
        var id = context.Request.RouteValues["id"] as string ?? "";
        if (CatalogListing.Of(snapshots.Current).Find(id) is not { } model)
        {
            return new GatewayError(GatewayErrorCode.ModelNotFound, $"The catalog has no model '{Header.Show(id)}'. GET /api/catalog lists all.", "id");
        }

        await SendAsync(context, json => CatalogJson.Write(json, model, Latency()));
        return null;
    }

    private Func<ListedOffer, IReadOnlyList<OfferLatencyView>> Latency()
    {
        var now = time.GetUtcNow();
        var known = targets.All.ToDictionary(target => (target.SourceId, target.UpstreamModel));
        return offer => known.TryGetValue((offer.Source, offer.UpstreamModel), out var target) ? OfferLatencyView.Of(target.Latency, now) : [];
    }

    // Cacheable for a minute, and cheap to ask again after it.
    private static async Task SendAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(64 * 1024);
        await using (var json = new Utf8JsonWriter(body))
        {
            write(json);
        }

        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body.WrittenSpan).AsSpan(0, 16))}\"";
        var headers = context.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = "public, max-age=60";
        if (context.Request.Headers.IfNoneMatch.Any(value => value is "*" || (value ?? "").Split(',').Any(one => one.Trim().TrimStart('W', '/') == tag)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
