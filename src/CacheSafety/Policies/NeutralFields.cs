using System.Buffers;
using System.Text.Json;
using CacheSafety.Cases;

namespace CacheSafety.Policies;

/// <summary>
/// A body without what does not change its answer: tracing members of <c>metadata</c>, routing hints of the provider's prompt cache, a text
/// alone in a list of parts, and defaults spelled out, the last only for models whose provider documents them. <c>user</c> and
/// <c>safety_identifier</c> stay: nothing in a request says whether they are personal.
/// </summary>
internal static class NeutralFields
{
    // Members of metadata that name a run, a release or a trace; anything else may be who the answer is about.
    private static readonly string[] Tracing = ["trace_id", "span_id", "request_id", "run", "run_id", "release"];

    private static readonly string[] LeftOut = ["prompt_cache_key", "prompt_cache_retention"];

    // Defaults of POST /chat/completions in OpenAI's API reference, for models of OpenAI only: elsewhere the same member left out is another value.
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["temperature"] = "1",
        ["top_p"] = "1",
        ["n"] = "1",
        ["presence_penalty"] = "0",
        ["frequency_penalty"] = "0",
        ["logprobs"] = "false",
        ["store"] = "false",
        ["stop"] = "null",
        ["parallel_tool_calls"] = "true",
        ["tool_choice"] = "\"auto\"",
        ["response_format"] = "{\"type\":\"text\"}",
    };

    public static ReadOnlyMemory<byte> Without(CaseRequest request)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(request.Body, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return request.Body;
        }

        using (document)
        {
            var root = document.RootElement;
            var isOpenAI = root.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String
                && model.GetString()!.StartsWith("gpt-", StringComparison.Ordinal);
            var output = new ArrayBufferWriter<byte>(request.Body.Length);
            using (var json = new Utf8JsonWriter(output))
            {
                json.WriteStartObject();
                foreach (var member in root.EnumerateObject().Where(member => !IsNeutral(root, member, isOpenAI)))
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member);
                }

                json.WriteEndObject();
            }

            return output.WrittenMemory;
        }
    }

    private static bool IsNeutral(JsonElement root, JsonProperty member, bool isOpenAI)
    {
        if (LeftOut.Contains(member.Name) || (member.NameEquals("metadata") && !Kept(member.Value).Any()))
        {
            return true;
        }

        // Without tools the default of tool_choice is another.
        var needsTools = member.Name is "tool_choice" or "parallel_tool_calls";
        return isOpenAI && Defaults.TryGetValue(member.Name, out var value) && (!needsTools || root.TryGetProperty("tools", out _))
            && JsonElement.DeepEquals(member.Value, JsonElement.Parse(value));
    }

    private static IEnumerable<JsonProperty> Kept(JsonElement metadata) => metadata.ValueKind == JsonValueKind.Object
        ? metadata.EnumerateObject().Where(member => !Tracing.Contains(member.Name))
        : [];

    private static void Write(Utf8JsonWriter json, JsonProperty member)
    {
        if (member.NameEquals("metadata") && member.Value.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartObject();
            foreach (var kept in Kept(member.Value))
            {
                kept.WriteTo(json);
            }

            json.WriteEndObject();
        }
        else if (member.NameEquals("messages") && member.Value.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray();
            foreach (var message in member.Value.EnumerateArray())
            {
                WriteMessage(json, message);
            }

            json.WriteEndArray();
        }
        else
        {
            WriteRaw(json, member.Value);
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            WriteRaw(json, message);
            return;
        }

        json.WriteStartObject();
        foreach (var member in message.EnumerateObject())
        {
            json.WritePropertyName(member.Name);
            WriteRaw(json, member.NameEquals("content") && OnlyText(member.Value) is { } text ? text : member.Value);
        }

        json.WriteEndObject();
    }

    // [{"type":"text","text":"…"}] and nothing else in it.
    private static JsonElement? OnlyText(JsonElement content) =>
        content.ValueKind == JsonValueKind.Array && content.GetArrayLength() == 1 && content[0] is { ValueKind: JsonValueKind.Object } part
        && part.EnumerateObject().Count() == 2 && part.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && type.ValueEquals("text") && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
            ? text
            : null;

    // As it stands: a number keeps its digits.
    private static void WriteRaw(Utf8JsonWriter json, JsonElement value) => json.WriteRawValue(value.GetRawText(), skipInputValidation: true);
}
