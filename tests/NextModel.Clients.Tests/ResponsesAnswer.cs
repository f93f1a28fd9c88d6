using System.Text.Json.Nodes;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>A <see cref="SourceAnswer"/> in the words of OpenAI's Responses API.</summary>
internal static class ResponsesAnswer
{
    /// <summary>What its thoughts are sealed in.</summary>
    public const string Seal = "gAAAAABsealed";

    public static ScriptedResponse To(SourceAnswer answer, bool stream)
    {
        var (status, reason) = answer.End switch { "length" => ("incomplete", "max_output_tokens"), "content_filter" => ("incomplete", "content_filter"), _ => ("completed", null) };
        var items = Items(answer, status).ToList();
        var whole = Response(status, reason, [.. items.Select(item => item.DeepClone())], hasUsage: true);
        if (!stream)
        {
            return ScriptedResponse.Json(whole.ToJsonString());
        }

        var events = new List<JsonObject>
        {
            new() { ["type"] = "response.created", ["response"] = Response("in_progress", null, [], hasUsage: false) },
            new() { ["type"] = "response.in_progress", ["response"] = Response("in_progress", null, [], hasUsage: false) },
        };
        foreach (var (item, place) in items.Select((item, place) => (item, place)))
        {
            events.AddRange(Events(item, place));
        }

        events.Add(new() { ["type"] = $"response.{status}", ["response"] = whole });
        foreach (var (one, number) in events.Select((one, number) => (one, number)))
        {
            one["sequence_number"] = number;
        }

        return SourceAnswer.Named(events.Select(one => ((string)one["type"]!, one.ToJsonString())));
    }

    private static IEnumerable<JsonObject> Items(SourceAnswer answer, string status)
    {
        if (answer.Thinking is { } thought)
        {
            yield return new()
            {
                ["id"] = "rs_1",
                ["type"] = "reasoning",
                ["summary"] = new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = thought }),
                ["encrypted_content"] = Seal,
            };
        }

        if ((answer.Refusal ?? answer.Text) is { } said)
        {
            yield return new()
            {
                ["id"] = "msg_1",
                ["type"] = "message",
                ["status"] = status,
                ["role"] = "assistant",
                ["content"] = new JsonArray(answer.Refusal is null
                    ? new JsonObject { ["type"] = "output_text", ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray(), ["text"] = said }
                    : new JsonObject { ["type"] = "refusal", ["refusal"] = said }),
            };
        }

        if (answer.Call is var (name, arguments))
        {
            yield return new() { ["id"] = "fc_1", ["type"] = "function_call", ["status"] = status, ["call_id"] = "call_1", ["name"] = name, ["arguments"] = arguments };
        }
    }

    // One item from its start to its end; what grows in it begins empty.
    private static IEnumerable<JsonObject> Events(JsonObject item, int place)
    {
        var (list, part, type) = (string)item["type"]! switch
        {
            "reasoning" => ("summary", "response.reasoning_summary_part", "response.reasoning_summary_text"),
            "message" => ("content", "response.content_part", "response.output_text"),
            _ => (null, "", "response.function_call_arguments"),
        };
        var begun = item.DeepClone().AsObject();
        begun[list ?? "arguments"] = list is null ? "" : new JsonArray();
        yield return new() { ["type"] = "response.output_item.added", ["output_index"] = place, ["item"] = begun };
        if (list is null)
        {
            yield return Inside(item, place, $"{type}.delta", ("delta", item["arguments"]!.DeepClone()));
            yield return Inside(item, place, $"{type}.done", ("arguments", item["arguments"]!.DeepClone()), ("name", item["name"]!.DeepClone()));
        }
        else
        {
            var (whole, index) = (item[list]![0]!.AsObject(), list == "summary" ? "summary_index" : "content_index");
            var text = whole.ContainsKey("refusal") ? "refusal" : "text";
            type = text == "refusal" ? "response.refusal" : type;
            var empty = whole.DeepClone().AsObject();
            empty[text] = "";
            yield return Inside(item, place, $"{part}.added", (index, 0), ("part", empty));
            yield return Inside(item, place, $"{type}.delta", (index, 0), ("delta", whole[text]!.DeepClone()), ("logprobs", new JsonArray()));
            yield return Inside(item, place, $"{type}.done", (index, 0), (text, whole[text]!.DeepClone()), ("logprobs", new JsonArray()));
            yield return Inside(item, place, $"{part}.done", (index, 0), ("part", whole.DeepClone()));
        }

        yield return new() { ["type"] = "response.output_item.done", ["output_index"] = place, ["item"] = item.DeepClone() };
    }

    private static JsonObject Inside(JsonObject item, int place, string type, params (string Name, JsonNode Value)[] members)
    {
        var data = new JsonObject { ["type"] = type, ["item_id"] = item["id"]!.DeepClone(), ["output_index"] = place };
        foreach (var (name, value) in members)
        {
            data[name] = value;
        }

        return data;
    }

    private static JsonObject Response(string status, string? reason, JsonArray output, bool hasUsage) => new()
    {
        ["id"] = "resp_1",
        ["object"] = "response",
        ["created_at"] = 1_763_700_000,
        ["status"] = status,
        ["error"] = null,
        ["incomplete_details"] = reason is null ? null : new JsonObject { ["reason"] = reason },
        ["instructions"] = null,
        ["model"] = "m",
        ["output"] = output,
        ["parallel_tool_calls"] = true,
        ["previous_response_id"] = null,
        ["store"] = false,
        ["tool_choice"] = "auto",
        ["tools"] = new JsonArray(),
        ["usage"] = !hasUsage ? null : new JsonObject
        {
            ["input_tokens"] = 10,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 4, ["cache_write_tokens"] = 0 },
            ["output_tokens"] = 5,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
            ["total_tokens"] = 15,
        },
        ["metadata"] = new JsonObject(),
    };
}
