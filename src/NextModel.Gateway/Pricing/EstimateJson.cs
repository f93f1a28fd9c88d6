using System.Globalization;
using System.Text.Json;
using NextModel.Billing;

namespace NextModel.Gateway.Pricing;

/// <summary>An estimate as <c>POST /api/pricing/estimate</c> and <c>nextmodel estimate --json</c> write it. Money is decimal strings.</summary>
public static class EstimateJson
{
    public static void Write(Utf8JsonWriter json, Estimator estimator, decimal discount)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(estimator);
        json.WriteStartObject();
        json.WriteString("object"u8, "pricing.estimate"u8);
        json.WriteNumber("requests"u8, estimator.Requests);
        json.WriteNumber("repeats"u8, estimator.Repeats);
        json.WriteNumber("identified"u8, estimator.Identified);
        json.WriteString("exact_cache_discount"u8, discount.ToString(CultureInfo.InvariantCulture));
        json.WriteStartArray("estimates"u8);
        foreach (var model in estimator.Models)
        {
            Write(json, model, estimator.Requests);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ModelEstimate model, long requests)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, model.Model?.Model.Id ?? model.Name);
        json.WriteString("problem"u8, model.Problem);
        json.WriteString("source"u8, model.Offer?.Source);
        json.WriteString("region"u8, model.Offer?.Region);
        json.WriteString("upstream_model"u8, model.Offer?.UpstreamModel);
        json.WriteBoolean("callable"u8, model.Offer?.IsCallable ?? false);
        if (model is { Problem: null, Offer: { } offer })
        {
            json.WriteString("currency"u8, model.Currency);
            json.WritePropertyName("price"u8);
            PriceJson.Write(json, offer.Price);
            json.WriteStartObject("tokens"u8);
            json.WriteNumber("input"u8, model.InputTokens);
            json.WriteNumber("output"u8, model.OutputTokens);
            json.WriteString("counted_with"u8, model.CountedWith);
            json.WriteBoolean("approximate"u8, model.IsApproximate);
            json.WriteEndObject();
            WriteFx(json, model.Single?.Fresh.Fx);
            WriteLines(json, model.Single?.Fresh);
            WriteSums(json, "fresh", model.Single?.Fresh, model.Fresh, requests);
            WriteSums(json, "exact_cache", model.Single?.Replay, model.Replayed, requests);
            json.WriteStartObject("with_exact_cache"u8);
            json.WriteString("per_month"u8, Money.FormatAmount(model.WithExactCache));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteFx(Utf8JsonWriter json, FxRate? fx)
    {
        if (fx is null)
        {
            json.WriteNull("fx"u8);
            return;
        }

        json.WriteStartObject("fx"u8);
        json.WriteString("from"u8, fx.From);
        json.WriteString("to"u8, fx.To);
        json.WriteString("rate"u8, Money.FormatUnitPrice(fx.Rate));
        json.WriteString("as_of"u8, PriceJson.Day(fx.AsOf));
        json.WriteEndObject();
    }

    // The arithmetic of one request, as its receipt would show it.
    private static void WriteLines(Utf8JsonWriter json, Charge? charge)
    {
        json.WriteStartArray("lines"u8);
        foreach (var line in charge?.Lines ?? [])
        {
            json.WriteStartObject();
            json.WriteString("item"u8, line.Item);
            json.WriteNumber("tokens"u8, line.Tokens);
            json.WriteString("unit_price"u8, Money.FormatUnitPrice(line.UnitPrice));
            json.WriteString("amount"u8, Money.FormatExact(line.Amount));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSums(Utf8JsonWriter json, string name, Charge? one, decimal all, long requests)
    {
        json.WriteStartObject(name);
        var each = one?.Amount ?? (requests == 0 ? 0m : all / requests);
        json.WriteString("per_request"u8, Money.FormatAmount(Money.Round(each)));
        json.WriteString("per_1000_requests"u8, Money.FormatAmount(Money.Round(each * 1000m)));
        json.WriteString("per_month"u8, Money.FormatAmount(all));
        json.WriteEndObject();
    }
}
