using System.Buffers.Text;
using System.Text.Json;
using NextModel.Reporting;

namespace NextModel.Gateway.Reporting;

/// <summary>
/// The last group of a page. The next page begins after it in the order of groups, so that each comes once whatever is written
/// meanwhile.
/// </summary>
/// <param name="Start">Unix milliseconds where the group's interval begins; 0 without intervals.</param>
/// <param name="Group">Its values, joined.</param>
/// <param name="Currency">Its currency.</param>
internal sealed record UsageCursor(long Start, string Group, string Currency)
{
    public static UsageCursor Of(UsageRow row) =>
        new(row.Start?.ToUnixTimeMilliseconds() ?? 0, string.Join('\n', row.Group), row.Currency);

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else, and for a query with other groups.</summary>
    public static UsageCursor? TryParse(string text, UsageQuery query)
    {
        if (!Base64Url.IsValid(text))
        {
            return null;
        }

        try
        {
            using var parts = JsonDocument.Parse(Base64Url.DecodeFromChars(text));
            return parts.RootElement is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() == 3
                && array[0].ValueKind == JsonValueKind.Number && array[0].TryGetInt64(out var start)
                && array[1].ValueKind == JsonValueKind.String && array[2].ValueKind == JsonValueKind.String
                && array[1].GetString()!.Count(c => c == '\n') == Math.Max(0, query.GroupBy.Count - 1)
                    ? new UsageCursor(start, array[1].GetString()!, array[2].GetString()!)
                    : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>True for a group that comes after this one.</summary>
    public bool IsBefore(UsageRow row)
    {
        var other = Of(row);
        return (Start.CompareTo(other.Start), string.CompareOrdinal(Group, other.Group), string.CompareOrdinal(Currency, other.Currency)) switch
        {
            (not 0 and var order, _, _) => order < 0,
            (_, not 0 and var order, _) => order < 0,
            (_, _, var order) => order < 0,
        };
    }

    public override string ToString()
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(Start);
            writer.WriteStringValue(Group);
            writer.WriteStringValue(Currency);
            writer.WriteEndArray();
        }

        return Base64Url.EncodeToString(json.GetBuffer().AsSpan(0, (int)json.Length));
    }
}
