using System.Buffers;
using NextModel.Json;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>
/// From a complete chat answer to a message: thinking, text, calls, in this order. What its source wants back with the reasoning travels under a
/// <see cref="ThinkingSeal"/>.
/// </summary>
internal static class MessageFromChat
{
    /// <summary>Writes the message, without its usage. Of several choices, the first.</summary>
    public static void Write(JsonCursor chat, PooledBuffer output)
    {
        var choice = default(JsonCursor);
        foreach (var item in chat["choices"u8].Children)
        {
            choice = item.Value;
            break;
        }

        output.Write("{\"id\":"u8);
        WriteId(output, chat["id"u8].Content());
        output.Write(",\"type\":\"message\",\"role\":\"assistant\",\"model\":"u8);
        output.Write(chat["model"u8].Kind == JsonKind.String ? chat["model"u8].Raw : "\"\""u8);
        output.Write(",\"content\":["u8);
        WriteContent(choice["message"u8], output);
        output.Write("],"u8);
        WriteEnd(output, choice, choice["message"u8]["refusal"u8]);
        output.Write(",\"container\":null,\"diagnostics\":null}"u8);
    }

    /// <summary>Writes the id of a message as a JSON string: the chat answer's, in Anthropic's spelling.</summary>
    public static void WriteId(IBufferWriter<byte> output, ReadOnlySpan<byte> chatId)
    {
        output.Write("\"msg_"u8);
        chatId = chatId.StartsWith("msg_"u8) ? chatId[4..] : chatId.StartsWith("chatcmpl-"u8) ? chatId[9..] : chatId;
        output.Write(chatId);
        output.Write("\""u8);
    }

    /// <summary>Writes <c>"stop_reason":…,"stop_sequence":…,"stop_details":…</c>.</summary>
    /// <param name="output">Where they go.</param>
    /// <param name="choice">The choice, or the chunk's choice, that says why it ended.</param>
    /// <param name="refusal">The model's refusal as a JSON string; none or empty where it did not refuse.</param>
    public static void WriteEnd(IBufferWriter<byte> output, JsonCursor choice, JsonCursor refusal)
    {
        var (finish, matched) = (choice["finish_reason"u8], choice["stop_reason"u8]);
        var refused = !refusal.Content().IsEmpty;

        // vLLM and its kin say which stop sequence it was.
        var atSequence = !refused && finish.TextEquals("stop"u8) && !matched.Content().IsEmpty;
        output.Write("\"stop_reason\":"u8);
        output.Write(refused || finish.TextEquals("content_filter"u8) ? "\"refusal\""u8
            : atSequence ? "\"stop_sequence\""u8
            : finish.TextEquals("length"u8) ? "\"max_tokens\""u8
            : finish.TextEquals("tool_calls"u8) || finish.TextEquals("function_call"u8) ? "\"tool_use\""u8
            : finish.Kind == JsonKind.String ? "\"end_turn\""u8
            : "null"u8);
        output.Write(",\"stop_sequence\":"u8);
        output.Write(atSequence ? matched.Raw : "null"u8);
        output.Write(",\"stop_details\":"u8);
        if (!refused)
        {
            output.Write("null"u8);
            return;
        }

        output.Write("{\"type\":\"refusal\",\"category\":null,\"explanation\":"u8);
        output.Write(refusal.Raw);
        output.Write("}"u8);
    }

    private static void WriteContent(JsonCursor message, PooledBuffer output)
    {
        using var details = new PooledBuffer();
        foreach (var detail in message["reasoning_details"u8].Kind == JsonKind.Array ? message["reasoning_details"u8].Children : default)
        {
            details.Write(details.Length > 0 ? ","u8 : default);
            details.Write(detail.Value.Raw);
        }

        var start = output.Length;
        var thinking = message["reasoning_content"u8];
        var hasThinking = !thinking.Content().IsEmpty;
        if (hasThinking)
        {
            output.Write("{\"type\":\"thinking\",\"thinking\":"u8);
            output.Write(thinking.Raw);
            output.Write(",\"signature\":"u8);
            ThinkingSeal.WriteDetails(output, details.Written);
            output.Write("}"u8);
        }

        WriteText(message["content"u8], output, start);
        WriteText(message["refusal"u8], output, start);
        foreach (var call in message["tool_calls"u8].Kind == JsonKind.Array ? message["tool_calls"u8].Children : default)
        {
            WriteCall(call.Value, output, start);
        }

        if (output.Length == start)
        {
            output.Write("{\"type\":\"text\",\"text\":\"\",\"citations\":null}"u8);
        }

        if (details.Length > 0 && !hasThinking)
        {
            output.Write(",{\"type\":\"redacted_thinking\",\"data\":"u8);
            ThinkingSeal.WriteDetails(output, details.Written);
            output.Write("}"u8);
        }
    }

    private static void WriteText(JsonCursor text, PooledBuffer output, int start)
    {
        if (text.Content().IsEmpty)
        {
            return;
        }

        output.Write(output.Length > start ? ","u8 : default);
        output.Write("{\"type\":\"text\",\"text\":"u8);
        output.Write(text.Raw);
        output.Write(",\"citations\":null}"u8);
    }

    private static void WriteCall(JsonCursor call, PooledBuffer output, int start)
    {
        var function = call["function"u8];
        if (function.Kind != JsonKind.Object || call["id"u8].Kind != JsonKind.String)
        {
            return;
        }

        output.Write(output.Length > start ? ","u8 : default);
        if (call["extra_content"u8] is { Kind: JsonKind.Object } extra)
        {
            output.Write("{\"type\":\"redacted_thinking\",\"data\":"u8);
            ThinkingSeal.WriteCall(output, call["id"u8].Raw, extra.Raw);
            output.Write("},"u8);
        }

        output.Write("{\"type\":\"tool_use\",\"id\":"u8);
        output.Write(call["id"u8].Raw);
        output.Write(",\"name\":"u8);
        output.Write(function["name"u8].Kind == JsonKind.String ? function["name"u8].Raw : "\"\""u8);
        output.Write(",\"input\":"u8);
        ToolInput.Write(output, function["arguments"u8].Content());
        output.Write(",\"caller\":{\"type\":\"direct\"}}"u8);
    }
}
