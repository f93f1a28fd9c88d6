using System.Text.Json;
using NextModel.Gateway.Serving;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.Anthropic;

/// <summary>
/// Says a request of the Messages API in chat's words. What chat has no words for is noted: left out where the answer stays the same without it,
/// else refused for sources that do not speak the dialect (docs/reference/dialects.md).
/// </summary>
internal static class ChatBody
{
    /// <summary>Members that are said, or say nothing of the answer.</summary>
    private static readonly MemberNames Said = new(
    [
        "model", "messages", "system", "max_tokens", "stream", "temperature", "top_p", "stop_sequences", "tools", "tool_choice", "thinking", "output_config",
        "output_format", "metadata", "service_tier",
    ]);

    /// <param name="body">A body whose known members have the right kinds.</param>
    /// <param name="length">Its length in bytes.</param>
    public static ChatForm Write(JsonCursor body, int length)
    {
        var notes = new ChatNotes("the Messages API");
        var text = new PooledBuffer(length + 512);
        using (var json = new Utf8JsonWriter(text, ChatJson.Options))
        {
            json.WriteStartObject();
            json.Copy("model"u8, body["model"u8]);
            json.WriteStartArray("messages"u8);
            using (var turns = new ChatTurns(json, notes))
            {
                turns.Write(body["system"u8], body["messages"u8]);
            }

            json.WriteEndArray();
            WriteSettings(json, body);
            WriteThinking(json, body, notes);
            WriteFormat(json, body);
            ChatTools.Write(json, body["tools"u8], body["tool_choice"u8], notes);
            json.WriteEndObject();
        }

        NoteOthers(body, notes);
        return notes.Form(text);
    }

    private static void WriteSettings(Utf8JsonWriter json, JsonCursor body)
    {
        json.CopyIfThere("max_completion_tokens"u8, body["max_tokens"u8]);
        json.CopyIfThere("temperature"u8, body["temperature"u8]);
        json.CopyIfThere("top_p"u8, body["top_p"u8]);
        if (body["stop_sequences"u8].Count() > 0)
        {
            json.Copy("stop"u8, body["stop_sequences"u8]);
        }

        if (body["stream"u8].Kind == JsonKind.True)
        {
            json.WriteBoolean("stream"u8, true);
        }

        json.CopyIfThere("user"u8, body["metadata"u8]["user_id"u8]);
        var tier = body["service_tier"u8];
        if (tier.Kind == JsonKind.String)
        {
            json.Copy("service_tier"u8, tier.TextEquals("standard_only"u8) ? "\"default\""u8 : tier.Raw);
        }
    }

    private static void WriteThinking(Utf8JsonWriter json, JsonCursor body, ChatNotes notes)
    {
        var thinking = body["thinking"u8];
        var effort = body["output_config"u8]["effort"u8];
        if (thinking["type"u8].TextEquals("disabled"u8))
        {
            // Not every model that can think can leave it: what it does is its own affair.
            notes.Adjust("thinking");
        }
        else if (effort.Kind == JsonKind.String)
        {
            json.Copy("reasoning_effort"u8, effort);
        }
        else if (thinking["budget_tokens"u8].TryGetInt64(out var budget))
        {
            json.WriteString("reasoning_effort"u8, budget < 4096 ? "low"u8 : budget < 12_288 ? "medium"u8 : "high"u8);
        }
    }

    private static void WriteFormat(Utf8JsonWriter json, JsonCursor body)
    {
        var format = body["output_config"u8]["format"u8] is { Kind: JsonKind.Object } own ? own : body["output_format"u8];
        if (!format["type"u8].TextEquals("json_schema"u8) || format["schema"u8].Kind != JsonKind.Object)
        {
            return;
        }

        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("json_schema"u8);
        json.WriteString("name"u8, "answer"u8);
        json.Copy("schema"u8, format["schema"u8]);
        json.WriteBoolean("strict"u8, true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void NoteOthers(JsonCursor body, ChatNotes notes)
    {
        foreach (var member in body.Children)
        {
            if (Said.Contains(member) || ChatNotes.SaysNothing(member.Value))
            {
                continue;
            }

            var name = member.Name;
            if (name is "mcp_servers" or "container")
            {
                notes.Unsupported("lets the source act for the model", name);
            }
            else
            {
                notes.Adjust(name);
            }
        }
    }
}
