using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

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
                ReasoningDetail.Write(output, AnthropicConversation.Format, block.Value["thinking"u8].Content(), proof.Raw, isSealed, place);
                any = true;
            }

            place++;
        }

        output.Write(any ? "]"u8 : default);
    }

    private static void WriteCalls(JsonCursor content, PooledBuffer output)
    {
        var calls = new WholeCalls(output);
        foreach (var block in content.Children)
        {
            if (block.Value["type"u8].TextEquals("tool_use"u8))
            {
                calls.Add(block.Value["id"u8], block.Value["name"u8], block.Value["input"u8]);
            }
        }

        calls.End();
    }
}
