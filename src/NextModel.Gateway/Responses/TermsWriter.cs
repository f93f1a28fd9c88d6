using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.Responses;

/// <summary>Writes what a response repeats of its request: all members OpenAI's have, null where nothing was said.</summary>
internal static class TermsWriter
{
    // What stands there where nothing was said.
    private static readonly (byte[] Name, byte[] Otherwise)[] AsSaid =
    [
        .. new[]
        {
            ("instructions", "null"), ("max_output_tokens", "null"), ("max_tool_calls", "null"), ("prompt_cache_key", "null"), ("safety_identifier", "null"),
            ("temperature", "null"), ("top_logprobs", "null"), ("top_p", "null"), ("user", "null"), ("metadata", "{}"), ("parallel_tool_calls", "true"),
            ("tool_choice", "\"auto\""), ("tools", "[]"), ("truncation", "\"disabled\""),
        }.Select(one => (System.Text.Encoding.ASCII.GetBytes(one.Item1), System.Text.Encoding.ASCII.GetBytes(one.Item2))),
    ];

    private static readonly byte[] Nothing = "null"u8.ToArray();

    public static ResponseTerms Write(JsonCursor body, bool isKept) => new()
    {
        WriteMembers = () => WriteMembers(body),
        IsKept = isKept,
        WithSealedReasoning = Includes(body["include"u8], "reasoning.encrypted_content"u8),
        Previous = body["previous_response_id"u8] is { Kind: JsonKind.String } previous ? previous.Raw.ToArray() : Nothing,
    };

    private static ReadOnlyMemory<byte> WriteMembers(JsonCursor body)
    {
        using var json = new PooledBuffer(1024);
        foreach (var (name, otherwise) in AsSaid)
        {
            json.Write(",\""u8);
            json.Write(name);
            json.Write("\":"u8);
            Write(json, body[name], otherwise);
        }

        WriteReasoning(json, body["reasoning"u8]);
        WriteText(json, body["text"u8]);
        return json.Written.ToArray();
    }

    private static void Write(PooledBuffer json, JsonCursor value, ReadOnlySpan<byte> otherwise) => json.Write(value.IsNullOrMissing ? otherwise : value.Raw);

    private static void WriteReasoning(PooledBuffer json, JsonCursor reasoning)
    {
        json.Write(",\"reasoning\":{\"effort\":"u8);
        Write(json, reasoning["effort"u8], "null"u8);
        json.Write(",\"summary\":"u8);
        Write(json, reasoning["summary"u8], "null"u8);
        json.Write("}"u8);
    }

    private static void WriteText(PooledBuffer json, JsonCursor text)
    {
        json.Write(",\"text\":{\"format\":"u8);
        Write(json, text["format"u8], "{\"type\":\"text\"}"u8);
        if (text["verbosity"u8] is { IsNullOrMissing: false } verbosity)
        {
            json.Write(",\"verbosity\":"u8);
            json.Write(verbosity.Raw);
        }

        json.Write("}"u8);
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
