using System.Text.Json.Nodes;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>A <see cref="SourceAnswer"/> in the words of Anthropic's Messages API.</summary>
internal static class MessagesAnswer
{
    /// <summary>What it signs its thoughts with.</summary>
    public const string Signature = "c2lnbmVk";

    public static ScriptedResponse To(SourceAnswer answer, bool stream)
    {
        var end = answer.Call is not null ? "tool_use" : answer.Refusal is not null ? "refusal" : answer.End switch { "length" => "max_tokens", "content_filter" => "refusal", _ => "end_turn" };
        var blocks = Blocks(answer).ToList();
        if (!stream)
        {
            return ScriptedResponse.Json(Message([.. blocks.Select(block => block.Whole)], end, answer.Refusal, outputTokens: 5).ToJsonString());
        }

        var events = new List<JsonObject> { new() { ["type"] = "message_start", ["message"] = Message([], null, null, outputTokens: 1) } };
        for (var i = 0; i < blocks.Count; i++)
        {
            events.Add(new() { ["type"] = "content_block_start", ["index"] = i, ["content_block"] = blocks[i].Begun });
            events.AddRange(blocks[i].Deltas.Select(delta => new JsonObject { ["type"] = "content_block_delta", ["index"] = i, ["delta"] = delta }));
            events.Add(new() { ["type"] = "content_block_stop", ["index"] = i });
        }

        events.Add(new()
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = end, ["stop_sequence"] = null, ["stop_details"] = Details(answer.Refusal) },
            ["usage"] = new JsonObject { ["output_tokens"] = 5 },
        });
        events.Add(new() { ["type"] = "message_stop" });
        return SourceAnswer.Named(events.Select(one => ((string)one["type"]!, one.ToJsonString())));
    }

    private static IEnumerable<(JsonObject Whole, JsonObject Begun, JsonObject[] Deltas)> Blocks(SourceAnswer answer)
    {
        if (answer.Thinking is { } thought)
        {
            yield return (
                new() { ["type"] = "thinking", ["thinking"] = thought, ["signature"] = Signature },
                new() { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" },
                [new() { ["type"] = "thinking_delta", ["thinking"] = thought }, new() { ["type"] = "signature_delta", ["signature"] = Signature }]);
        }

        if (answer.Text is { } text)
        {
            yield return (
                new() { ["type"] = "text", ["text"] = text, ["citations"] = null },
                new() { ["type"] = "text", ["text"] = "", ["citations"] = null },
                [new() { ["type"] = "text_delta", ["text"] = text }]);
        }

        if (answer.Call is var (name, arguments))
        {
            yield return (
                new() { ["type"] = "tool_use", ["id"] = "toolu_1", ["name"] = name, ["input"] = JsonNode.Parse(arguments) },
                new() { ["type"] = "tool_use", ["id"] = "toolu_1", ["name"] = name, ["input"] = new JsonObject() },
                [new() { ["type"] = "input_json_delta", ["partial_json"] = arguments }]);
        }
    }

    private static JsonObject? Details(string? refusal) =>
        refusal is null ? null : new() { ["type"] = "refusal", ["category"] = "harm", ["explanation"] = refusal };

    private static JsonObject Message(JsonArray content, string? end, string? refusal, int outputTokens) => new()
    {
        ["id"] = "msg_1",
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = "m",
        ["content"] = content,
        ["stop_reason"] = end,
        ["stop_sequence"] = null,
        ["stop_details"] = Details(refusal),
        ["usage"] = new JsonObject { ["input_tokens"] = 6, ["cache_read_input_tokens"] = 4, ["cache_creation_input_tokens"] = 0, ["output_tokens"] = outputTokens },
    };
}
