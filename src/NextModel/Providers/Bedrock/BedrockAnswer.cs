using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Bedrock;

/// <summary>From a whole answer of Converse to a chat completion.</summary>
internal static class BedrockAnswer
{
    /// <summary>Writes the answer; false for JSON that is none.</summary>
    public static bool TryWrite(JsonCursor received, PooledBuffer output)
    {
        var content = received["output"u8]["message"u8]["content"u8];
        if (content.Kind != JsonKind.Array)
        {
            return false;
        }

        output.Write("{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"u8);
        WriteText(content, isReasoning: false, output);
        if (HasReasoning(content))
        {
            output.Write(",\"reasoning_content\":"u8);
            WriteText(content, isReasoning: true, output);
        }

        WriteDetails(content, output);
        WriteCalls(content, output);
        output.Write("},\"logprobs\":null,\"finish_reason\":"u8);
        BedrockEnds.Write(output, received["stopReason"u8]);
        output.Write("}],\"usage\":"u8);
        BedrockUsage.Write(output, received["usage"u8]);
        output.Write("}"u8);
        return true;
    }

    private static JsonCursor TextOf(JsonCursor block, bool isReasoning) =>
        isReasoning ? block["reasoningContent"u8]["reasoningText"u8]["text"u8] : block["text"u8];

    private static bool HasReasoning(JsonCursor content)
    {
        foreach (var block in content.Children)
        {
            if (!TextOf(block.Value, isReasoning: true).Content().IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    // Texts stay as they are escaped.
    private static void WriteText(JsonCursor content, bool isReasoning, PooledBuffer output)
    {
        var any = false;
        foreach (var block in content.Children)
        {
            var text = TextOf(block.Value, isReasoning);
            if (text.Kind == JsonKind.String)
            {
                output.Write(any ? default : "\""u8);
                output.Write(text.Content());
                any = true;
            }
        }

        output.Write(any ? "\""u8 : "null"u8);
    }

    private static void WriteDetails(JsonCursor content, PooledBuffer output)
    {
        var (place, any) = (0, false);
        foreach (var block in content.Children)
        {
            var reasoning = block.Value["reasoningContent"u8];
            var isSealed = reasoning["redactedContent"u8].Kind == JsonKind.String;
            var proof = isSealed ? reasoning["redactedContent"u8] : reasoning["reasoningText"u8]["signature"u8];
            if (!proof.Content().IsEmpty)
            {
                output.Write(any ? ","u8 : ",\"reasoning_details\":["u8);
                ReasoningDetail.Write(output, BedrockConversation.Format, reasoning["reasoningText"u8]["text"u8].Content(), proof.Raw, isSealed, place);
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
            if (block.Value["toolUse"u8] is { Kind: JsonKind.Object } call)
            {
                calls.Add(call["toolUseId"u8], call["name"u8], call["input"u8]);
            }
        }

        calls.End();
    }
}
