using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>From a whole message of Anthropic's to a chat completion.</summary>
internal static class AnthropicAnswer
{
    /// <summary>Writes the answer; false for JSON that is no message.</summary>
    public static bool TryWrite(JsonCursor message, PooledBuffer output)
    {
        var content = message["content"u8];
        if (content.Kind != JsonKind.Array || ErrorBody.IsSet(message["error"u8]))
        {
            return false;
        }

        output.Write("{\"id\":"u8);
        output.Write(message["id"u8].Kind == JsonKind.String ? message["id"u8].Raw : "null"u8);
        output.Write(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"u8);
        WriteText(content, "text"u8, "text"u8, output);
        WriteRefusal(message, output);
        if (Has(content, "thinking"u8))
        {
            output.Write(",\"reasoning_content\":"u8);
            WriteText(content, "thinking"u8, "thinking"u8, output);
        }

        WriteDetails(content, output);
        WriteCalls(content, output);
        output.Write("},\"logprobs\":null,\"finish_reason\":"u8);
        AnthropicEnds.Write(output, message["stop_reason"u8]);
        output.Write("}],\"usage\":"u8);
        var usage = default(AnthropicUsage);
        usage.Take(message["usage"u8]);
        usage.Write(output);
        output.Write("}"u8);
        return true;
    }

    /// <summary>Writes one entry of <c>reasoning_details</c>, which a caller sends back unread.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="text">What was thought, the content of a JSON string; ignored for what is sealed.</param>
    /// <param name="proof">The signature, or the sealed text, as JSON.</param>
    /// <param name="isSealed">True for thinking that is not shown.</param>
    /// <param name="place">Its place among the blocks of the answer.</param>
    public static void WriteDetail(PooledBuffer output, ReadOnlySpan<byte> text, ReadOnlySpan<byte> proof, bool isSealed, long place)
    {
        if (isSealed)
        {
            output.Write("{\"type\":\"reasoning.encrypted\",\"data\":"u8);
        }
        else
        {
            output.Write("{\"type\":\"reasoning.text\",\"text\":\""u8);
            output.Write(text);
            output.Write("\",\"signature\":"u8);
        }

        output.Write(proof);
        output.Write(",\"format\":\""u8);
        output.Write(AnthropicConversation.Format);
        output.Write("\",\"index\":"u8);
        output.WriteNumber(place);
        output.Write("}"u8);
    }

    private static bool Has(JsonCursor content, ReadOnlySpan<byte> type)
    {
        foreach (var block in content.Children)
        {
            if (block.Value["type"u8].TextEquals(type))
            {
                return true;
            }
        }

        return false;
    }

    // Texts stay as they are escaped.
    private static void WriteText(JsonCursor content, ReadOnlySpan<byte> type, ReadOnlySpan<byte> member, PooledBuffer output)
    {
        if (!Has(content, type))
        {
            output.Write("null"u8);
            return;
        }

        output.Write("\""u8);
        foreach (var block in content.Children)
        {
            if (block.Value["type"u8].TextEquals(type))
            {
                output.Write(block.Value[member].Content());
            }
        }

        output.Write("\""u8);
    }

    private static void WriteRefusal(JsonCursor message, PooledBuffer output)
    {
        var explanation = message["stop_details"u8]["explanation"u8];
        if (message["stop_reason"u8].TextEquals("refusal"u8) && !explanation.Content().IsEmpty)
        {
            output.Write(",\"refusal\":"u8);
            output.Write(explanation.Raw);
        }
    }

    private static void WriteDetails(JsonCursor content, PooledBuffer output)
    {
        var (place, any) = (0, false);
        foreach (var block in content.Children)
        {
            var isSealed = block.Value["type"u8].TextEquals("redacted_thinking"u8);
            var proof = isSealed ? block.Value["data"u8] : block.Value["signature"u8];
            if ((isSealed || block.Value["type"u8].TextEquals("thinking"u8)) && !proof.Content().IsEmpty)
            {
                output.Write(any ? ","u8 : ",\"reasoning_details\":["u8);
                WriteDetail(output, block.Value["thinking"u8].Content(), proof.Raw, isSealed, place);
                any = true;
            }

            place++;
        }

        output.Write(any ? "]"u8 : default);
    }

    private static void WriteCalls(JsonCursor content, PooledBuffer output)
    {
        var any = false;
        foreach (var block in content.Children)
        {
            if (block.Value["type"u8].TextEquals("tool_use"u8))
            {
                output.Write(any ? ","u8 : ",\"tool_calls\":["u8);
                WriteCall(block.Value, output);
                any = true;
            }
        }

        output.Write(any ? "]"u8 : default);
    }

    private static void WriteCall(JsonCursor block, PooledBuffer output)
    {
        var (id, name, input) = (block["id"u8], block["name"u8], block["input"u8]);
        output.Write("{\"id\":"u8);
        output.Write(id.Kind == JsonKind.String ? id.Raw : "null"u8);
        output.Write(",\"type\":\"function\",\"function\":{\"name\":"u8);
        output.Write(name.Kind == JsonKind.String ? name.Raw : "\"\""u8);
        output.Write(",\"arguments\":"u8);
        output.Write(input.IsNullOrMissing ? "\"{}\""u8 : input.Raw);
        output.Write("}}"u8);
    }
}
