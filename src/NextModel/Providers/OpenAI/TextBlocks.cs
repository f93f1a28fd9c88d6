using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Text that a source sends as an array of blocks: <c>content</c> with thinking in it, or <c>reasoning_details</c>.</summary>
internal static class TextBlocks
{
    /// <summary>True when <paramref name="blocks"/> has any text of the kind asked for.</summary>
    public static bool Any(JsonCursor blocks, bool reasoning)
    {
        if (blocks.Kind != JsonKind.Array)
        {
            return false;
        }

        foreach (var block in blocks.Children)
        {
            if (IsReasoning(block.Value) == reasoning && TextOf(block.Value).Kind is JsonKind.String or JsonKind.Array)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the content of the blocks of one kind, joined. Halves of surrogate pairs as in <see cref="SplitSurrogates"/>.</summary>
    public static char Write(PooledBuffer output, JsonCursor blocks, bool reasoning, char held)
    {
        foreach (var block in blocks.Children)
        {
            if (IsReasoning(block.Value) == reasoning)
            {
                var text = TextOf(block.Value);
                held = SplitSurrogates.Write(output, text.Content(), held);
                foreach (var inner in text.Kind == JsonKind.Array ? text.Children : default)
                {
                    held = SplitSurrogates.Write(output, TextOf(inner.Value).Content(), held);
                }
            }
        }

        return held;
    }

    private static bool IsReasoning(JsonCursor block)
    {
        var type = block["type"u8].Content();
        return type.StartsWith("thinking"u8) || type.StartsWith("reasoning"u8);
    }

    private static JsonCursor TextOf(JsonCursor block)
    {
        if (block.Kind == JsonKind.String)
        {
            return block;
        }

        var text = block["text"u8];
        text = text.IsNullOrMissing ? block["thinking"u8] : text;
        return text.IsNullOrMissing ? block["summary"u8] : text;
    }
}
