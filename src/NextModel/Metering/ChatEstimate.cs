using NextModel.Json;

namespace NextModel.Metering;

/// <summary>
/// Input tokens of a chat request: the text of its messages and tools, and what the chat format puts around them.
/// </summary>
/// <remarks>
/// Overheads are those of OpenAI's cookbook, "How to count tokens with tiktoken"
/// (https://github.com/openai/openai-cookbook/blob/main/examples/How_to_count_tokens_with_tiktoken.ipynb).
/// </remarks>
internal static class ChatEstimate
{
    /// <summary>Around each message.</summary>
    public const int PerMessage = 3;

    /// <summary>With each <c>name</c> of a message.</summary>
    public const int PerName = 1;

    /// <summary>The beginning of the answer, which every request ends with.</summary>
    public const int PerAnswer = 3;

    /// <summary>Around each tool call of an earlier answer, about.</summary>
    public const int PerToolCall = 4;

    /// <summary>An image of detail <c>low</c>.</summary>
    public const int LowDetailImage = 85;

    /// <summary>
    /// Any other image, and any part we cannot look into: 85 and four tiles of 170, which is an image of 1024 × 1024.
    /// </summary>
    public const int Image = 765;

    public static long Count(JsonCursor body, TokenCounter counter)
    {
        long tokens = PerAnswer;
        foreach (var message in body["messages"u8].Children)
        {
            tokens += PerMessage + Message(message.Value, counter);
        }

        return tokens + ToolEstimate.Count(body, counter);
    }

    /// <summary>Tokens of the text in the messages and of nothing else.</summary>
    public static long CountText(JsonCursor body, TokenCounter counter)
    {
        long tokens = 0;
        foreach (var message in body["messages"u8].Children)
        {
            var content = message.Value["content"u8];
            tokens += counter.Count(content);
            foreach (var part in content.Kind == JsonKind.Array ? content.Children : default)
            {
                tokens += counter.Count(part.Value["text"u8]);
            }
        }

        return tokens;
    }

    private static long Message(JsonCursor message, TokenCounter counter)
    {
        var tokens = 0L;
        foreach (var member in message.Children)
        {
            tokens += member switch
            {
                _ when member.NameEquals("content"u8) => Content(member.Value, counter),
                _ when member.NameEquals("name"u8) => PerName + counter.Count(member.Value),
                _ when member.NameEquals("tool_calls"u8) => ToolCalls(member.Value, counter),
                _ when member.NameEquals("function_call"u8) => PerToolCall + Call(member.Value, counter),
                _ when member.NameEquals("tool_call_id"u8) => 0,
                _ => counter.Count(member.Value),
            };
        }

        return tokens;
    }

    private static long Content(JsonCursor content, TokenCounter counter)
    {
        long tokens = counter.Count(content);
        if (content.Kind == JsonKind.Array)
        {
            foreach (var part in content.Children)
            {
                tokens += Part(part.Value, counter);
            }
        }

        return tokens;
    }

    private static long Part(JsonCursor part, TokenCounter counter)
    {
        var type = part["type"u8];
        if (type.TextEquals("text"u8) || type.TextEquals("refusal"u8))
        {
            return counter.Count(part["text"u8]) + counter.Count(part["refusal"u8]);
        }

        return part["image_url"u8]["detail"u8].TextEquals("low"u8) ? LowDetailImage : Image;
    }

    private static long ToolCalls(JsonCursor calls, TokenCounter counter)
    {
        var tokens = 0L;
        foreach (var call in calls.Children)
        {
            tokens += PerToolCall + Call(call.Value["function"u8], counter) + Call(call.Value["custom"u8], counter);
        }

        return tokens;
    }

    private static long Call(JsonCursor call, TokenCounter counter) =>
        counter.Count(call["name"u8]) + counter.Count(call["arguments"u8]) + counter.Count(call["input"u8]);
}
