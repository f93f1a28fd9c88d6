using System.Text.Json;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Gateway.Admin;

namespace NextModel.Gateway.Pricing;

/// <summary>Models and sources as <c>GET /api/catalog</c> and <c>nextmodel catalog</c> show them.</summary>
public static class CatalogJson
{
    /// <summary>One model with its offers.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="listed">The model.</param>
    /// <param name="latency">What was measured of an offer here; null where nobody measures.</param>
    public static void Write(Utf8JsonWriter json, ListedModel listed, Func<ListedOffer, IReadOnlyList<OfferLatencyView>>? latency = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(listed);
        var (model, entry) = (listed.Model, listed.Entry);
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("name"u8, model.Name);
        json.WriteString("developer"u8, listed.Developer?.Id ?? model.OwnedBy);
        WriteTexts(json, "aliases", entry?.Aliases ?? []);
        json.WriteBoolean("callable"u8, listed.IsCallable);
        json.WriteString("status"u8, model.Status.Wire());
        json.WriteString("retires_on"u8, model.RetiresOn is { } day ? PriceJson.Day(day) : null);
        json.WriteString("status_note"u8, entry?.StatusNote);
        json.WriteString("released_on"u8, entry?.ReleasedOn);
        WriteFlag(json, "open_weights", entry?.OpenWeights);
        WriteNumber(json, "context_window", model.ContextWindow);
        WriteNumber(json, "max_output_tokens", model.MaxOutputTokens);
        WriteNumber(json, "dimensions", entry?.Dimensions);
        json.WriteStartObject("capabilities"u8);
        foreach (var (name, capability) in CapabilityNames.All)
        {
            WriteFlag(json, name, model.Capabilities.Can(capability));
        }

        json.WriteEndObject();
        WriteTexts(json, "reasoning_efforts", entry?.ReasoningEfforts ?? []);
        json.WriteStartObject("tokenizer"u8);
        json.WriteString("counted_with"u8, model.Tokenizer);
        json.WriteBoolean("exact"u8, model.TokenizerIsExact);
        json.WriteString("family"u8, entry?.TokenizerFamily);
        json.WriteEndObject();
        json.WriteStartObject("workload_fit"u8);
        foreach (var fit in model.WorkloadFit)
        {
            json.WriteString(fit.Workload, fit.Reason);
        }

        json.WriteEndObject();
        json.WriteBoolean("featured"u8, entry?.Featured ?? false);
        json.WriteStartArray("offers"u8);
        foreach (var offer in listed.Offers)
        {
            WriteOffer(json, offer, latency?.Invoke(offer) ?? []);
        }

        json.WriteEndArray();
        WriteTexts(json, "notes", entry?.Notes ?? []);
        WriteTexts(json, "evidence", entry?.Evidence ?? []);
        json.WriteEndObject();
    }

    /// <summary>One source of the catalog.</summary>
    public static void Write(Utf8JsonWriter json, CatalogSource source, bool isLive)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(source);
        json.WriteStartObject();
        json.WriteString("id"u8, source.Id);
        json.WriteString("name"u8, source.Name);
        json.WriteString("region"u8, source.Region);
        json.WriteString("dialect"u8, source.Dialect);
        json.WriteBoolean("spoken"u8, DialectNames.Find(source.Dialect) is not null);
        json.WriteBoolean("live"u8, isLive);
        json.WriteString("key_variable"u8, source.KeyVariable);
        json.WriteString("home"u8, source.Home);
        json.WriteString("docs"u8, source.Docs);
        json.WriteString("note"u8, source.Note);
        json.WriteString("as_of"u8, PriceJson.Day(source.AsOf));
        json.WriteEndObject();
    }

    private static void WriteOffer(Utf8JsonWriter json, ListedOffer offer, IReadOnlyList<OfferLatencyView> latency)
    {
        json.WriteStartObject();
        json.WriteString("source"u8, offer.Source);
        json.WriteString("region"u8, offer.Region);
        json.WriteString("upstream_model"u8, offer.UpstreamModel);
        json.WriteBoolean("callable"u8, offer.IsCallable);
        json.WriteString("held"u8, offer.IsCallable ? null : offer.Entry?.Held);
        WriteNumber(json, "context_window", offer.Entry?.ContextWindow);
        WriteNumber(json, "max_output_tokens", offer.Entry?.MaxOutputTokens);
        json.WritePropertyName("price"u8);
        PriceJson.Write(json, offer.Price);
        json.WriteStartArray("other_prices"u8);
        foreach (var sheet in (offer.Entry?.Prices ?? []).Where(sheet => !ReferenceEquals(sheet, offer.Price?.Sheet)))
        {
            PriceJson.Write(json, sheet, null);
        }

        json.WriteEndArray();
        WriteLatency(json, latency);
        json.WriteEndObject();
    }

    // Measured here, with what it rests on, or null: no figure from elsewhere.
    private static void WriteLatency(Utf8JsonWriter json, IReadOnlyList<OfferLatencyView> latency)
    {
        if (latency.Count == 0)
        {
            json.WriteNull("latency"u8);
            return;
        }

        json.WriteStartArray("latency"u8);
        foreach (var one in latency)
        {
            json.WriteStartObject();
            json.WriteString("measure"u8, one.Measure);
            json.WriteString("input"u8, one.Input);
            json.WriteNumber("p50_ms"u8, one.P50Ms);
            json.WriteNumber("p95_ms"u8, one.P95Ms);
            json.WriteNumber("samples"u8, one.Samples);
            json.WriteString("since"u8, one.Since);
            json.WriteString("newest_at"u8, one.NewestAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } stated)
        {
            json.WriteNumber(name, stated);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool? flag)
    {
        if (flag is { } stated)
        {
            json.WriteBoolean(name, stated);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
