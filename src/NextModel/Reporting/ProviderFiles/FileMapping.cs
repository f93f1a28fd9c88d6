using System.Text.Json;
using NextModel.Errors;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>
/// Says which column of a file of any origin means what, so that it can be compared: a small JSON document (docs/guides/reconcile.md).
/// </summary>
public sealed record FileMapping
{
    /// <summary>What a column may mean.</summary>
    public static readonly IReadOnlyList<string> Meanings =
        ["id", "time", "end", "model", "key", "input", "cache_read", "cache_write", "output", "requests", "cost", "currency"];

    /// <summary>Column names, normalized, by meaning.</summary>
    public required IReadOnlyDictionary<string, string> Columns { get; init; }

    /// <summary>Length of a row's stretch of time where it has no <c>end</c>: <c>minute</c>, <c>hour</c>, <c>day</c> or <c>month</c>.</summary>
    public string Bucket { get; init; } = "day";

    /// <summary>Offset from UTC of times without one.</summary>
    public TimeSpan Zone { get; init; }

    /// <summary>Currency of all rows, when no column says it.</summary>
    public string? Currency { get; init; }

    public bool DecimalComma { get; init; }

    /// <summary>Whether the input column includes what the cache columns count.</summary>
    public bool InputIncludesCache { get; init; }

    /// <summary>What an amount is multiplied by: 0.01 for a file in cents.</summary>
    public decimal CostFactor { get; init; } = 1;

    /// <summary>Reads the document.</summary>
    public static Result<FileMapping> Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException error)
        {
            return Bad($"is not JSON: {error.Message}");
        }
    }

    private static Result<FileMapping> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("columns", out var columns) || columns.ValueKind != JsonValueKind.Object)
        {
            return Bad("needs an object 'columns', such as {\"columns\":{\"time\":\"Date\",\"model\":\"Model\",\"cost\":\"Amount\"}}.");
        }

        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var column in columns.EnumerateObject())
        {
            if (!Meanings.Contains(column.Name) || column.Value.ValueKind != JsonValueKind.String)
            {
                return Bad($"has 'columns.{column.Name}', which is none of {string.Join(", ", Meanings)} with the name of a column.");
            }

            names[column.Name] = ProviderRecord.Normalize(column.Value.GetString()!);
        }

        var mapping = new FileMapping { Columns = names };
        foreach (var member in root.EnumerateObject().Where(member => member.Name != "columns"))
        {
            if (!Apply(member, ref mapping))
            {
                return Bad($"has '{member.Name}' as {member.Value.GetRawText()}, which is not known. Known: columns, bucket (minute, hour, day, month), "
                    + "zone (\"+08:00\"), currency (\"USD\"), decimal (\".\" or \",\"), input_includes_cache (true), cost_factor (\"0.01\").");
            }
        }

        return !names.ContainsKey("time") ? Bad("needs 'columns.time': when a row is from.")
            : !names.ContainsKey("cost") && !names.ContainsKey("input") && !names.ContainsKey("output") ? Bad("needs 'columns.cost', or 'columns.input' and 'columns.output'.")
            : names.ContainsKey("cost") && !names.ContainsKey("currency") && mapping.Currency is null ? Bad("needs 'currency', or 'columns.currency', beside 'columns.cost'.")
            : mapping;
    }

    private static bool Apply(JsonProperty member, ref FileMapping mapping)
    {
        var text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : null;
        switch (member.Name)
        {
            case "bucket" when text is "minute" or "hour" or "day" or "month":
                mapping = mapping with { Bucket = text };
                return true;
            case "zone" when ZoneText.TryParse(text, out var zone):
                mapping = mapping with { Zone = zone };
                return true;
            case "currency" when text is { Length: 3 }:
                mapping = mapping with { Currency = text.ToUpperInvariant() };
                return true;
            case "decimal" when text is "." or ",":
                mapping = mapping with { DecimalComma = text == "," };
                return true;
            case "input_includes_cache" when member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                mapping = mapping with { InputIncludesCache = member.Value.GetBoolean() };
                return true;
            case "cost_factor" when NumberText.TryRead(text ?? member.Value.GetRawText(), false, out var factor) && factor != 0:
                mapping = mapping with { CostFactor = factor };
                return true;
            default:
                return false;
        }
    }

    private static GatewayError Bad(string what) => new(GatewayErrorCode.InvalidRequest, "The mapping " + what, "mapping");
}
