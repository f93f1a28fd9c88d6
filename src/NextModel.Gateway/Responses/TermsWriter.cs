using System.Text.Json;
using NextModel.Gateway.Serving;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.Responses;

/// <summary>Writes what a response repeats of its request: all members OpenAI's have, null where nothing was said.</summary>
internal static class TermsWriter
{
    private static readonly string[] AsSaid =
    [
        "instructions", "max_output_tokens", "max_tool_calls", "prompt_cache_key", "safety_identifier", "temperature", "top_logprobs", "top_p", "user",
    ];

    public static ResponseTerms Write(JsonCursor body, bool isKept, IReadOnlyDictionary<string, RenamedTool> renamed)
    {
        using var text = new PooledBuffer(1024);
        using (var json = new Utf8JsonWriter(text, ChatJson.Options))
        {
            json.WriteStartObject();
            foreach (var name in AsSaid)
            {
                Write(json, name, body, "null"u8);
            }

            Write(json, "metadata", body, "{}"u8);
            Write(json, "parallel_tool_calls", body, "true"u8);
            Write(json, "tool_choice", body, "\"auto\""u8);
            Write(json, "tools", body, "[]"u8);
            Write(json, "truncation", body, "\"disabled\""u8);
            WriteReasoning(json, body["reasoning"u8]);
            WriteText(json, body["text"u8]);
            json.WriteEndObject();
        }

        return new ResponseTerms
        {
            Members = (byte[])[(byte)',', .. text.Written[1..^1]],
            IsKept = isKept,
            WithSealedReasoning = Includes(body["include"u8], "reasoning.encrypted_content"u8),
            Previous = body["previous_response_id"u8] is { Kind: JsonKind.String } previous ? previous.Raw.ToArray() : "null"u8.ToArray(),
            Tools = renamed,
        };
    }

    private static void Write(Utf8JsonWriter json, string name, JsonCursor body, ReadOnlySpan<byte> otherwise)
    {
        var utf8 = System.Text.Encoding.ASCII.GetBytes(name);
        var value = body[utf8];
        json.Copy(utf8, value.IsNullOrMissing ? otherwise : value.Raw);
    }

    private static void WriteReasoning(Utf8JsonWriter json, JsonCursor reasoning)
    {
        json.WriteStartObject("reasoning"u8);
        json.Copy("effort"u8, reasoning["effort"u8].IsNullOrMissing ? "null"u8 : reasoning["effort"u8].Raw);
        json.Copy("summary"u8, reasoning["summary"u8].IsNullOrMissing ? "null"u8 : reasoning["summary"u8].Raw);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, JsonCursor text)
    {
        json.WriteStartObject("text"u8);
        json.Copy("format"u8, text["format"u8].IsNullOrMissing ? "{\"type\":\"text\"}"u8 : text["format"u8].Raw);
        json.CopyIfThere("verbosity"u8, text["verbosity"u8]);
        json.WriteEndObject();
    }

    private static bool Includes(JsonCursor include, ReadOnlySpan<byte> what)
    {
        foreach (var item in include.Kind == JsonKind.Array ? include.Children : default)
        {
            if (item.Value.TextEquals(what))
            {
                return true;
            }
        }

        return false;
    }
}
