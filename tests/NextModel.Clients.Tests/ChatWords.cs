using System.Text.Json.Nodes;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>A <see cref="SourceAnswer"/> in the words of OpenAI's chat.</summary>
internal static class ChatWords
{
    public static ScriptedResponse To(SourceAnswer answer, bool stream)
    {
        var end = answer.Call is null ? answer.End : "tool_calls";
        if (!stream)
        {
            var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Text, ["refusal"] = answer.Refusal };
            Add(message, answer, inStream: false);
            return ScriptedResponse.Json(
                Envelope("chat.completion", new JsonObject { ["index"] = 0, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = end }, Usage()));
        }

        var delta = new JsonObject { ["role"] = "assistant", ["content"] = answer.Text, ["refusal"] = answer.Refusal };
        Add(delta, answer, inStream: true);
        return ScriptedResponse.Events(
        [
            Envelope("chat.completion.chunk", Chunk(delta, null), null),
            Envelope("chat.completion.chunk", Chunk([], end), null),
            Envelope("chat.completion.chunk", null, Usage()),
            "[DONE]",
        ]);
    }

    private static void Add(JsonObject message, SourceAnswer answer, bool inStream)
    {
        if (answer.Thinking is { } thought)
        {
            message["reasoning_content"] = thought;
        }

        if (answer.Call is var (name, arguments))
        {
            var call = new JsonObject { ["id"] = "call_1", ["type"] = "function", ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments } };
            if (inStream)
            {
                call["index"] = 0;
            }

            message["tool_calls"] = new JsonArray(call);
        }
    }

    private static JsonObject Chunk(JsonObject delta, string? end) => new() { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = end };

    private static string Envelope(string kind, JsonObject? choice, JsonObject? usage) => new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = kind,
        ["created"] = 1_763_700_000,
        ["model"] = "m",
        ["choices"] = choice is null ? [] : new JsonArray(choice),
        ["usage"] = usage,
    }.ToJsonString();

    private static JsonObject Usage() => new()
    {
        ["prompt_tokens"] = 10,
        ["completion_tokens"] = 5,
        ["total_tokens"] = 15,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 4 },
    };
}
