using System.Buffers.Binary;
using System.Text;

namespace NextModel.Load.Servers;

/// <summary>The answers of <see cref="CannedAnswers"/> as sources of other dialects give them, by the path they are asked at; null at OpenAI's.</summary>
internal static class DialectAnswers
{
    private const int Words = CannedAnswers.Events - 4;

    private const string Text =
        """A gateway stands between a program and the models it calls.\nIt checks who asks, sends the request on, and writes down what it cost, so that the bill can be checked line by line by whoever pays it.""";

    private static readonly DialectAnswer Anthropic = new(
        "text/event-stream",
        $$$"""{"id":"msg_load","type":"message","role":"assistant","model":"load-model","content":[{"type":"text","text":"{{{Text}}}"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":81,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":57}}""",
        string.Concat(AnthropicEvents(0)),
        string.Concat(AnthropicEvents(CannedAnswers.MoreEvents)));

    private static readonly DialectAnswer Responses = new(
        "text/event-stream; charset=utf-8",
        Response("completed", Text),
        string.Concat(ResponseEvents(0)),
        string.Concat(ResponseEvents(CannedAnswers.MoreEvents)));

    private static readonly DialectAnswer Gemini = new(
        "text/event-stream",
        $$"""{"candidates":[{"content":{"parts":[{"text":"{{Text}}"}],"role":"model"},"finishReason":"STOP","index":0}],{{GeminiUsage}}}""",
        string.Concat(GeminiEvents()));

    private static readonly DialectAnswer Bedrock = new(
        "application/vnd.amazon.eventstream",
        $$$"""{"metrics":{"latencyMs":212},"output":{"message":{"content":[{"text":"{{{Text}}}"}],"role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":81,"outputTokens":57,"totalTokens":138}}""",
        BedrockEvents().SelectMany(one => Frame(one.Type, one.Payload)).ToArray());

    private const string GeminiUsage =
        "\"usageMetadata\":{\"promptTokenCount\":81,\"candidatesTokenCount\":57,\"totalTokenCount\":138},\"modelVersion\":\"load-model\",\"responseId\":\"load\"";

    /// <summary>What a source answers at that path; null for OpenAI's own dialect.</summary>
    /// <param name="path">Of the request.</param>
    /// <param name="streams">Whether the address asks for a stream; the body does, at Anthropic's.</param>
    public static DialectAnswer? At(string path, out bool streams)
    {
        streams = path.EndsWith(":streamGenerateContent", StringComparison.Ordinal) || path.EndsWith("/converse-stream", StringComparison.Ordinal);
        return path.EndsWith("/messages", StringComparison.Ordinal) ? Anthropic
            : path.Contains("enerateContent", StringComparison.Ordinal) ? Gemini
            : path.Contains("/converse", StringComparison.Ordinal) ? Bedrock
            : path.EndsWith("/responses", StringComparison.Ordinal) ? Responses : null;
    }

    private static IEnumerable<string> ResponseEvents(int more)
    {
        var (number, text) = (0, string.Concat(Enumerable.Range(0, Words + more).Select(i => $" word{i} of\\n")));
        yield return Numbered("response.created", $"\"response\":{Response("in_progress", null)}");
        yield return Numbered("response.in_progress", $"\"response\":{Response("in_progress", null)}");
        yield return Numbered("response.output_item.added", "\"output_index\":0,\"item\":" + Item("in_progress", null));
        yield return Numbered("response.content_part.added", "\"item_id\":\"msg_load\",\"output_index\":0,\"content_index\":0,\"part\":" + Part(""));
        for (var i = 0; i < Words + more; i++)
        {
            yield return Numbered("response.output_text.delta", $"\"item_id\":\"msg_load\",\"output_index\":0,\"content_index\":0,\"delta\":\" word{i} of\\n\",\"logprobs\":[]");
        }

        yield return Numbered("response.output_text.done", $"\"item_id\":\"msg_load\",\"output_index\":0,\"content_index\":0,\"text\":\"{text}\",\"logprobs\":[]");
        yield return Numbered("response.content_part.done", "\"item_id\":\"msg_load\",\"output_index\":0,\"content_index\":0,\"part\":" + Part(text));
        yield return Numbered("response.output_item.done", "\"output_index\":0,\"item\":" + Item("completed", text));
        yield return Numbered("response.completed", $"\"response\":{Response("completed", text)}");

        string Numbered(string name, string members) => Event(name, $"{{\"type\":\"{name}\",\"sequence_number\":{number++},{members}}}");
    }

    private static string Response(string status, string? text) =>
        "{\"id\":\"resp_load\",\"object\":\"response\",\"created_at\":1790000000,\"status\":\"" + status + "\",\"error\":null,\"incomplete_details\":null,\"instructions\":null,"
        + "\"max_output_tokens\":256,\"model\":\"load-model\",\"output\":[" + (text is null ? "" : Item(status, text)) + "],\"parallel_tool_calls\":true,\"previous_response_id\":null,"
        + "\"reasoning\":{\"effort\":null,\"summary\":null},\"store\":false,\"temperature\":1.0,\"text\":{\"format\":{\"type\":\"text\"}},\"tool_choice\":\"auto\",\"tools\":[],"
        + "\"top_p\":1.0,\"truncation\":\"disabled\",\"usage\":" + (text is null ? "null" : "{\"input_tokens\":81,\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":57,"
        + "\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":138}") + ",\"user\":null,\"metadata\":{}}";

    private static string Item(string status, string? text) =>
        "{\"id\":\"msg_load\",\"type\":\"message\",\"status\":\"" + status + "\",\"role\":\"assistant\",\"content\":[" + (text is null ? "" : Part(text)) + "]}";

    private static string Part(string text) => "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"" + text + "\"}";

    private static IEnumerable<string> AnthropicEvents(int more)
    {
        yield return Event("message_start", """{"type":"message_start","message":{"id":"msg_load","type":"message","role":"assistant","model":"load-model","content":[],"stop_reason":null,"usage":{"input_tokens":81,"output_tokens":1}}}""");
        yield return Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
        for (var i = 0; i < Words + more; i++)
        {
            yield return Event("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" word{{{i}}} of\n"}}""");
        }

        yield return Event("content_block_stop", """{"type":"content_block_stop","index":0}""");
        yield return Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":57}}""");
        yield return Event("message_stop", """{"type":"message_stop"}""");
    }

    private static IEnumerable<string> GeminiEvents()
    {
        for (var i = 0; i < Words; i++)
        {
            yield return $$$"""data: {"candidates":[{"content":{"parts":[{"text":" word{{{i}}} of\n"}],"role":"model"},"index":0}],{{{GeminiUsage}}}}""" + "\r\n\r\n";
        }

        yield return $$$"""data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],{{{GeminiUsage}}}}""" + "\r\n\r\n";
    }

    private static IEnumerable<(string Type, string Payload)> BedrockEvents()
    {
        yield return ("messageStart", """{"p":"abcdefgh","role":"assistant"}""");
        for (var i = 0; i < Words; i++)
        {
            yield return ("contentBlockDelta", $$$"""{"contentBlockIndex":0,"delta":{"text":" word{{{i}}} of\n"},"p":"abcdefgh"}""");
        }

        yield return ("contentBlockStop", """{"contentBlockIndex":0,"p":"abcdefgh"}""");
        yield return ("messageStop", """{"p":"abcdefgh","stopReason":"end_turn"}""");
        yield return ("metadata", """{"metrics":{"latencyMs":212},"p":"abcdefgh","usage":{"inputTokens":81,"outputTokens":57,"totalTokens":138}}""");
    }

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    // application/vnd.amazon.eventstream: two lengths, a checksum of them, headers, the payload, a checksum of it all.
    private static byte[] Frame(string type, string payload)
    {
        byte[] headers = [.. Header(":event-type", type), .. Header(":content-type", "application/json"), .. Header(":message-type", "event")];
        var body = Encoding.UTF8.GetBytes(payload);
        var frame = new byte[12 + headers.Length + body.Length + 4];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32(frame.AsSpan(0, 8)));
        headers.CopyTo(frame, 12);
        body.CopyTo(frame, 12 + headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static byte[] Header(string name, string value) =>
        [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 7, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0xEDB88320);
            }
        }

        return ~crc;
    }
}
