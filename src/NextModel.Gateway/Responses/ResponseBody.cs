using System.Text.Json;
using NextModel.Gateway.Serving;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.Responses;

/// <summary>
/// Says a request of the Responses API in chat's words. What chat has no words for is noted: left out where the answer stays the same without it,
/// else refused for sources that do not speak the dialect (docs/reference/dialects.md).
/// </summary>
internal static class ResponseBody
{
    /// <summary>Members that are said, or say nothing of the answer.</summary>
    private static readonly MemberNames Said = new(
    [
        "model", "input", "instructions", "stream", "stream_options", "max_output_tokens", "temperature", "top_p", "tools", "tool_choice", "parallel_tool_calls", "text",
        "reasoning", "user", "safety_identifier", "prompt_cache_key", "service_tier", "store", "metadata", "previous_response_id", "include", "client_metadata",
        "top_logprobs",
    ]);

    /// <param name="body">A body whose known members have the right kinds.</param>
    /// <param name="input">Its input, with what it refers to put in.</param>
    /// <param name="length">Length of both in bytes.</param>
    public static ChatForm Write(JsonCursor body, JsonCursor input, int length)
    {
        var notes = new ChatNotes("the Responses API");
        var text = new PooledBuffer(length + 512);
        IReadOnlyDictionary<string, RenamedTool> renamed;
        using (var json = new Utf8JsonWriter(text, ChatJson.Options))
        {
            json.WriteStartObject();
            json.Copy("model"u8, body["model"u8]);
            json.WriteStartArray("messages"u8);
            using (var turns = new ItemTurns(json, notes))
            {
                turns.Write(body["instructions"u8], input);
            }

            json.WriteEndArray();
            WriteSettings(json, body);
            WriteFormat(json, body["text"u8]["format"u8], notes);
            var tools = new ItemTools(json, notes);
            tools.Write(body["tools"u8], body["tool_choice"u8]);
            renamed = tools.Renamed;
            json.WriteEndObject();
        }

        NoteOthers(body, notes);
        return notes.Form(text, renamed);
    }

    private static void WriteSettings(Utf8JsonWriter json, JsonCursor body)
    {
        json.CopyIfThere("max_completion_tokens"u8, body["max_output_tokens"u8]);
        json.CopyIfThere("temperature"u8, body["temperature"u8]);
        json.CopyIfThere("top_p"u8, body["top_p"u8]);
        json.CopyIfThere("reasoning_effort"u8, body["reasoning"u8]["effort"u8]);
        json.CopyIfThere("verbosity"u8, body["text"u8]["verbosity"u8]);
        json.CopyIfThere("service_tier"u8, body["service_tier"u8]);
        json.CopyIfThere("user"u8, body["user"u8]);
        json.CopyIfThere("safety_identifier"u8, body["safety_identifier"u8]);
        json.CopyIfThere("prompt_cache_key"u8, body["prompt_cache_key"u8]);
        WriteLogprobs(json, body);
        if (body["tools"u8].Count() > 0)
        {
            json.CopyIfThere("parallel_tool_calls"u8, body["parallel_tool_calls"u8]);
        }

        if (body["stream"u8].Kind == JsonKind.True)
        {
            json.WriteBoolean("stream"u8, true);
        }
    }

    private static void WriteLogprobs(Utf8JsonWriter json, JsonCursor body)
    {
        var most = body["top_logprobs"u8].TryGetInt64(out var asked) ? asked : 0;
        if (most == 0 && !Includes(body["include"u8], "message.output_text.logprobs"u8))
        {
            return;
        }

        json.WriteBoolean("logprobs"u8, true);
        if (most > 0)
        {
            json.WriteNumber("top_logprobs"u8, most);
        }
    }

    private static bool Includes(JsonCursor include, ReadOnlySpan<byte> name)
    {
        foreach (var one in include.Kind == JsonKind.Array ? include.Children : default)
        {
            if (one.Value.TextEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteFormat(Utf8JsonWriter json, JsonCursor format, ChatNotes notes)
    {
        var type = format["type"u8];
        if (type.IsNullOrMissing || type.TextEquals("text"u8))
        {
            return;
        }

        if (!type.TextEquals("json_schema"u8))
        {
            if (!type.TextEquals("json_object"u8))
            {
                notes.Unsupported($"is of the type '{OpenAI.Header.Show(type.GetString())}'", "text.format");
            }

            json.Copy("response_format"u8, format);
            return;
        }

        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("json_schema"u8);
        json.CopyIfThere("name"u8, format["name"u8]);
        json.CopyIfThere("description"u8, format["description"u8]);
        json.CopyIfThere("schema"u8, format["schema"u8]);
        json.CopyIfThere("strict"u8, format["strict"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void NoteOthers(JsonCursor body, ChatNotes notes)
    {
        foreach (var member in body.Children)
        {
            if (Said.Contains(member) || ChatNotes.SaysNothing(member.Value)
                || (member.NameEquals("truncation"u8) && member.Value.TextEquals("disabled"u8)))
            {
                continue;
            }

            var name = member.Name;
            if (name == "prompt")
            {
                notes.Unsupported("names a prompt that is kept at a source", name);
            }
            else
            {
                notes.Adjust(name);
            }
        }
    }
}
