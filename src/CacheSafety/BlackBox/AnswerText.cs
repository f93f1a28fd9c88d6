using System.Text;
using System.Text.Json;

namespace CacheSafety.BlackBox;

/// <summary>The text of an answer of chat completions, wherever it stands.</summary>
internal static class AnswerText
{
    /// <summary>Of one JSON text; not whole when it does not parse.</summary>
    public static (string Text, bool IsWhole) OfJson(string body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            var text = new StringBuilder();
            Add(answer.RootElement, text);
            return (text.ToString(), answer.RootElement.ValueKind == JsonValueKind.Object);
        }
        catch (JsonException)
        {
            return ("", false);
        }
    }

    /// <summary>Of server-sent events. Deltas are joined: a gateway may cut a text anywhere.</summary>
    public static (string Text, bool IsWhole) OfEvents(string body)
    {
        var parts = new SortedDictionary<string, StringBuilder>(StringComparer.Ordinal);
        var isDone = false;
        foreach (var line in body.Split('\n'))
        {
            if (!line.StartsWith("data:", StringComparison.Ordinal))
            {
                continue;
            }

            var data = line["data:".Length..].Trim();
            if (data == "[DONE]")
            {
                isDone = true;
                continue;
            }

            try
            {
                using var chunk = JsonDocument.Parse(data);
                AddDeltas(chunk.RootElement, parts);
            }
            catch (JsonException)
            {
                return (Join(parts), false);
            }
        }

        return (Join(parts), isDone);
    }

    private static void Add(JsonElement answer, StringBuilder text)
    {
        foreach (var choice in Choices(answer))
        {
            if (choice.TryGetProperty("message", out var message))
            {
                foreach (var (_, part) in Texts(message))
                {
                    text.Append(part).Append('\n');
                }
            }
        }
    }

    private static void AddDeltas(JsonElement chunk, SortedDictionary<string, StringBuilder> parts)
    {
        foreach (var choice in Choices(chunk))
        {
            var index = choice.TryGetProperty("index", out var number) ? number.ToString() : "0";
            if (choice.TryGetProperty("delta", out var delta))
            {
                foreach (var (place, part) in Texts(delta))
                {
                    var key = $"{index} {place}";
                    if (!parts.TryGetValue(key, out var text))
                    {
                        parts[key] = text = new StringBuilder();
                    }

                    text.Append(part);
                }
            }
        }
    }

    private static IEnumerable<JsonElement> Choices(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array
            ? choices.EnumerateArray().Where(choice => choice.ValueKind == JsonValueKind.Object)
            : [];

    private static IEnumerable<(string Place, string Text)> Texts(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var name in new[] { "content", "refusal" })
        {
            if (message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            {
                yield return (name, value.GetString()!);
            }
        }

        if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var (place, call) in calls.EnumerateArray().Index())
        {
            var index = call.TryGetProperty("index", out var number) ? number.ToString() : $"{place}";
            if (call.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String)
            {
                yield return ($"call {index} id", id.GetString()!);
            }

            if (call.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object
                && function.TryGetProperty("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.String)
            {
                yield return ($"call {index} arguments", arguments.GetString()!);
            }
        }
    }

    private static string Join(SortedDictionary<string, StringBuilder> parts) => string.Join('\n', parts.Values);
}
