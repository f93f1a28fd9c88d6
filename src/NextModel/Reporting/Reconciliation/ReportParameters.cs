using System.Text.Json;

namespace NextModel.Reporting.Reconciliation;

/// <summary>Writes what a report was made with.</summary>
internal static class ReportParameters
{
    public static void Write(Utf8JsonWriter json, ReconciliationParameters parameters)
    {
        json.WriteStartObject("params");
        json.WriteString("from", Time(parameters.From));
        json.WriteString("to", Time(parameters.To));
        json.WriteString("final_through", Time(parameters.FinalThrough));
        json.WriteNumber("edge_minutes", parameters.EdgeMinutes);
        json.WriteString("cost_quantum", PlainDecimal.Text(parameters.CostQuantum));
        json.WriteString("bucket_token_tolerance_pct", PlainDecimal.Text(parameters.TokenTolerancePercent));
        json.WriteBoolean("compare_keys", parameters.CompareKeys);
        WriteList(json, "sources", parameters.Sources);
        WriteList(json, "credentials", parameters.Credentials);
        WriteNames(json, "keys", parameters.Keys);
        WriteNames(json, "models", parameters.Models);
        json.WriteStartObject("prices");
        foreach (var (model, price) in parameters.Prices.OrderBy(price => price.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(model);
            json.WriteString("in", PlainDecimal.Text(price.Input));
            json.WriteString("cr", PlainDecimal.Text(price.CacheRead));
            json.WriteString("cw", PlainDecimal.Text(price.CacheWrite));
            json.WriteString("out", PlainDecimal.Text(price.Output));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteString("invoice", PlainDecimal.Text(parameters.Invoice));
        json.WriteString("previous", parameters.Previous);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values.Order(StringComparer.Ordinal))
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> names)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in names.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static string? Time(DateTimeOffset? time) => time is { } known ? BucketText.Time(known.ToUnixTimeMilliseconds()) : null;
}
