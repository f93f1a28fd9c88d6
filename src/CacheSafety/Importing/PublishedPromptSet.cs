using System.Text.Json;
using System.Text.Json.Nodes;
using CacheSafety.Cases;

namespace CacheSafety.Importing;

/// <summary>The published CacheSafety-Bench's prompt set, version 3: trap pairs, repeat pairs and fresh questions.</summary>
internal static class PublishedPromptSet
{
    /// <param name="text">The file.</param>
    /// <param name="model">Model that the requests name; the set names none.</param>
    /// <exception cref="InvalidDataException">It is no prompt set of version 3.</exception>
    public static ImportedCases Read(string text, string model)
    {
        try
        {
            using var set = JsonDocument.Parse(text);
            if (set.RootElement.GetProperty("version").GetInt32() != 3)
            {
                throw new InvalidDataException($"its version is {set.RootElement.GetProperty("version")}, not 3.");
            }

            var cases = new List<JsonObject>();
            cases.AddRange(Pairs(set.RootElement, "trapPairs", model, isReusable: false));
            cases.AddRange(Pairs(set.RootElement, "repeatPairs", model, isReusable: true));
            var fresh = set.RootElement.TryGetProperty("freshQuestions", out var questions) ? questions.GetArrayLength() : 0;
            return new ImportedCases(cases, [$"{fresh} fresh questions were left out: a question without a pair asks nothing of a cache."]);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"it is no prompt set of version 3: {error.Message}");
        }
    }

    private static IEnumerable<JsonObject> Pairs(JsonElement set, string name, string model, bool isReusable)
    {
        foreach (var pair in set.GetProperty(name).EnumerateArray())
        {
            var (first, second) = (pair.GetProperty("first"), pair.GetProperty("second"));
            var expected = string.Join(" or ", first.GetProperty("expectKeywords").EnumerateArray().Select(word => word.GetString()));
            yield return CaseDraft.Of(
                pair.GetProperty("pairId").GetString()!,
                isReusable ? "published_repeat" : "published_trap",
                Body(first, model),
                Body(second, model),
                expected,
                isReusable,
                Severity.Major,
                isReusable ? "The same question twice." : $"Another question: the old answer is {expected}.");
        }
    }

    private static string Body(JsonElement prompt, string model) => new JsonObject
    {
        ["model"] = model,
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt.GetProperty("text").GetString() }),
    }.ToJsonString();
}
