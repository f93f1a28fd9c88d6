using System.Text.Json;
using System.Text.Json.Nodes;
using CacheSafety.Cases;

namespace CacheSafety.Importing;

/// <summary>The published CacheSafety-Bench's pairs, one JSON object a line: <c>id, category, old_request, old_answer, new_request, expected_risk …</c>.</summary>
internal static class PublishedPairs
{
    /// <exception cref="InvalidDataException">Says which line cannot be read.</exception>
    public static ImportedCases Read(IEnumerable<string> lines)
    {
        var cases = new List<JsonObject>();
        var notes = new List<string>();
        foreach (var (place, line) in lines.Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            try
            {
                using var pair = JsonDocument.Parse(line);
                cases.Add(Read(pair.RootElement, notes));
            }
            catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException($"line {place + 1}: {error.Message} Each line is an object with id, old_request, old_answer, new_request and expected_risk.");
            }
        }

        return new ImportedCases(cases, notes);
    }

    private static JsonObject Read(JsonElement pair, List<string> notes)
    {
        var id = Text(pair, "id");
        var risk = Text(pair, "expected_risk");
        var isReusable = risk == "low";
        var draft = CaseDraft.Of(
            id,
            pair.TryGetProperty("category", out var category) ? category.ToString() : "imported",
            pair.GetProperty("old_request").GetRawText(),
            pair.GetProperty("new_request").GetRawText(),
            pair.GetProperty("old_answer").TryGetProperty("text", out var answer) ? answer.GetString() : null,
            isReusable,
            risk == "high" ? Severity.Major : Severity.Minor,
            $"expected_risk {risk}: {(pair.TryGetProperty("notes", out var why) ? why.ToString() : "no note")}");
        if (pair.TryGetProperty("fresh_answer", out var fresh) && fresh.ValueKind == JsonValueKind.String)
        {
            draft["fresh_answer"] = new JsonObject { ["text"] = fresh.GetString() };
        }

        var tier = draft["label"]!["equivalence"]!.GetValue<string>();
        if (tier is "neutral" or "semantic" or "text")
        {
            // Their canonical layer takes these for safe; ours leaves them to the reader.
            draft["label"]!["contested"] = true;
            notes.Add($"{id}: the source calls it reusable and the requests differ (tier {tier}); the label is marked contested.");
        }

        return draft;
    }

    private static string Text(JsonElement pair, string name) => pair.GetProperty(name).GetString() ?? throw new InvalidOperationException($"'{name}' is null.");
}
