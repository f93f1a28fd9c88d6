using System.Text.Json;
using System.Text.Json.Nodes;

namespace NextModel.Testing.Upstream;

/// <summary>Well-formed chat completions made to order, in the shape OpenAI sends.</summary>
internal static class ChatAnswer
{
    /// <summary>An answer of these pieces of text: one message in JSON, or one event for each piece when a stream is asked for.</summary>
    public static ScriptedResponse To(ReceivedRequest request, IReadOnlyList<string> pieces, bool usage) =>
        request.WantsStream
            ? ScriptedResponse.Events(Events(request, pieces, usage && request.WantsStreamUsage))
            : ScriptedResponse.Json(Whole(request, pieces, usage));

    /// <summary>The text of the last message: its content, or its text parts joined.</summary>
    public static string LastMessage(ReceivedRequest request)
    {
        var content = request.Member("messages")?.EnumerateArray().Last().GetProperty("content");
        return content switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray()
                .Where(part => part.GetProperty("type").GetString() == "text")
                .Select(part => part.GetProperty("text").GetString())),
            _ => "",
        };
    }

    private static string Whole(ReceivedRequest request, IReadOnlyList<string> pieces, bool usage)
    {
        var body = Envelope(request, "chat.completion");
        body["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = string.Concat(pieces), ["refusal"] = null },
            ["logprobs"] = null,
            ["finish_reason"] = "stop",
        });
        if (usage)
        {
            body["usage"] = Usage(pieces);
        }

        return body.ToJsonString();
    }

    private static IEnumerable<string> Events(ReceivedRequest request, IReadOnlyList<string> pieces, bool usage)
    {
        yield return Chunk(request, new JsonObject { ["role"] = "assistant", ["content"] = "" }, null);
        foreach (var piece in pieces)
        {
            yield return Chunk(request, new JsonObject { ["content"] = piece }, null);
        }

        yield return Chunk(request, [], "stop");
        if (usage)
        {
            var last = Envelope(request, "chat.completion.chunk");
            last["choices"] = new JsonArray();
            last["usage"] = Usage(pieces);
            yield return last.ToJsonString();
        }

        yield return "[DONE]";
    }

    private static string Chunk(ReceivedRequest request, JsonObject delta, string? finishReason)
    {
        var chunk = Envelope(request, "chat.completion.chunk");
        chunk["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["delta"] = delta,
            ["logprobs"] = null,
            ["finish_reason"] = finishReason,
        });
        return chunk.ToJsonString();
    }

    private static JsonObject Envelope(ReceivedRequest request, string kind) => new()
    {
        ["id"] = $"chatcmpl-{request.ConnectionId}-{request.Number}",
        ["object"] = kind,
        ["created"] = 1_763_700_000,
        ["model"] = request.Model,
    };

    private static JsonObject Usage(IReadOnlyList<string> pieces) => new()
    {
        ["prompt_tokens"] = 12,
        ["completion_tokens"] = pieces.Count,
        ["total_tokens"] = 12 + pieces.Count,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0, ["audio_tokens"] = 0 },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0, ["audio_tokens"] = 0 },
    };
}
