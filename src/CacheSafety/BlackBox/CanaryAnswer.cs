using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CacheSafety.BlackBox;

/// <summary>
/// An answer of chat completions with its canary wherever an answer has text: the content of every choice, a string of the asked schema, or
/// the id and the arguments of a tool call. As a stream, the canary is whole in one chunk.
/// </summary>
internal static class CanaryAnswer
{
    private const int MostChoices = 128;

    public static bool IsStream(JsonElement request) => request.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    public static string Json(JsonElement request, Minted minted)
    {
        var answer = Envelope(request, minted, "chat.completion");
        answer["choices"] = new JsonArray([.. Choices(request).Select(index => (JsonNode)new JsonObject
        {
            ["index"] = index,
            ["message"] = Message(request, minted.Canary),
            ["logprobs"] = null,
            ["finish_reason"] = Tool(request) is null ? "stop" : "tool_calls",
        })]);
        answer["usage"] = Usage();
        return answer.ToJsonString();
    }

    public static string Sse(JsonElement request, Minted minted)
    {
        var text = new StringBuilder();
        foreach (var index in Choices(request))
        {
            var message = Message(request, minted.Canary);
            if (message["tool_calls"] is JsonArray calls)
            {
                calls[0]!["index"] = 0;
            }

            Event(text, Chunk(request, minted, index, message, null));
        }

        foreach (var index in Choices(request))
        {
            Event(text, Chunk(request, minted, index, [], Tool(request) is null ? "stop" : "tool_calls"));
        }

        if (request.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object
            && options.TryGetProperty("include_usage", out var wanted) && wanted.ValueKind == JsonValueKind.True)
        {
            var usage = Envelope(request, minted, "chat.completion.chunk");
            usage["choices"] = new JsonArray();
            usage["usage"] = Usage();
            Event(text, usage);
        }

        return text.Append("data: [DONE]\n\n").ToString();
    }

    private static JsonObject Envelope(JsonElement request, Minted minted, string kind) => new()
    {
        ["id"] = string.Create(CultureInfo.InvariantCulture, $"chatcmpl-csb{minted.Sequence}"),
        ["object"] = kind,
        ["created"] = minted.At.ToUnixTimeSeconds(),
        ["model"] = request.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String ? model.GetString() : "csb",
    };

    private static JsonObject Chunk(JsonElement request, Minted minted, int index, JsonObject delta, string? finish)
    {
        var chunk = Envelope(request, minted, "chat.completion.chunk");
        chunk["choices"] = new JsonArray(new JsonObject { ["index"] = index, ["delta"] = delta, ["finish_reason"] = finish });
        return chunk;
    }

    private static JsonObject Message(JsonElement request, string canary) => Tool(request) is { } tool
        ? new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = null,
            ["tool_calls"] = new JsonArray(new JsonObject
            {
                ["id"] = "call_" + canary,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = Value(tool.Schema, canary)?.ToJsonString() ?? "{}" },
            }),
        }
        : new JsonObject { ["role"] = "assistant", ["content"] = Content(request, canary) };

    private static string Content(JsonElement request, string canary)
    {
        if (!request.TryGetProperty("response_format", out var format) || format.ValueKind != JsonValueKind.Object)
        {
            return canary;
        }

        var kind = format.TryGetProperty("type", out var type) ? type.ToString() : "";
        if (kind == "json_schema" && format.TryGetProperty("json_schema", out var named) && named.ValueKind == JsonValueKind.Object
            && named.TryGetProperty("schema", out var schema))
        {
            var value = Value(schema, canary) ?? new JsonObject();
            // A schema without any string has no place for the canary but one that strict readers would refuse; the text stays readable.
            return value.ToJsonString() is var text && text.Contains(canary, StringComparison.Ordinal) ? text : $"{text} {canary}";
        }

        return kind == "json_object" ? new JsonObject { ["canary"] = canary }.ToJsonString() : canary;
    }

    // Only where the caller leaves no choice: tool_choice "required", or one function by name.
    private static (string Name, JsonElement Schema)? Tool(JsonElement request)
    {
        if (!request.TryGetProperty("tool_choice", out var choice) || !request.TryGetProperty("tools", out var tools) || tools.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var wanted = choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("function", out var chosen) && chosen.TryGetProperty("name", out var name)
            ? name.ToString()
            : null;
        if (wanted is null && !(choice.ValueKind == JsonValueKind.String && choice.ValueEquals("required")))
        {
            return null;
        }

        foreach (var tool in tools.EnumerateArray())
        {
            if (tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function", out var function) && function.TryGetProperty("name", out var own)
                && (wanted is null || own.ToString() == wanted))
            {
                return (own.ToString(), function.TryGetProperty("parameters", out var parameters) ? parameters : default);
            }
        }

        return null;
    }

    // The smallest value that a schema of the usual kinds accepts.
    private static JsonNode? Value(JsonElement schema, string canary)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return new JsonObject();
        }

        if (schema.TryGetProperty("enum", out var allowed) && allowed.ValueKind == JsonValueKind.Array && allowed.GetArrayLength() > 0)
        {
            return JsonNode.Parse(allowed[0].GetRawText());
        }

        var type = schema.TryGetProperty("type", out var stated)
            ? stated.ValueKind == JsonValueKind.Array && stated.GetArrayLength() > 0 ? stated[0].ToString() : stated.ToString()
            : "object";
        return type switch
        {
            "string" => canary,
            "integer" or "number" => 0,
            "boolean" => false,
            "null" => null,
            "array" => new JsonArray(schema.TryGetProperty("items", out var items) ? Value(items, canary) : canary),
            _ => Members(schema, canary),
        };
    }

    private static JsonObject Members(JsonElement schema, string canary)
    {
        var value = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                value[property.Name] = Value(property.Value, canary);
            }
        }

        return value;
    }

    private static JsonObject Usage() => new() { ["prompt_tokens"] = 10, ["completion_tokens"] = 8, ["total_tokens"] = 18 };

    private static IEnumerable<int> Choices(JsonElement request) =>
        Enumerable.Range(0, request.TryGetProperty("n", out var n) && n.TryGetInt32(out var choices) ? Math.Clamp(choices, 1, MostChoices) : 1);

    private static void Event(StringBuilder text, JsonObject chunk) => text.Append("data: ").Append(chunk.ToJsonString()).Append("\n\n");
}
