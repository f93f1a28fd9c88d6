using NextModel.Json;

namespace NextModel.Metering;

/// <summary>Input tokens of a request without messages: a text, texts, tokens, lists of tokens, or parts that have a text.</summary>
internal static class EmbeddingsEstimate
{
    public static long Count(JsonCursor input, TokenCounter counter)
    {
        if (input.Kind != JsonKind.Array)
        {
            return counter.Count(input);
        }

        var tokens = 0L;
        foreach (var item in input.Children)
        {
            tokens += item.Value.Kind switch
            {
                JsonKind.String => counter.Count(item.Value),
                JsonKind.Number => 1,
                JsonKind.Object => counter.Count(item.Value["text"u8]),
                _ => item.Value.Count(),
            };
        }

        return tokens;
    }

    /// <summary>Tokens of the longest input: each is embedded by itself.</summary>
    public static long Longest(JsonCursor input, TokenCounter counter)
    {
        if (input.Kind != JsonKind.Array)
        {
            return counter.Count(input);
        }

        var (longest, loose) = (0L, 0L);
        foreach (var item in input.Children)
        {
            var tokens = item.Value.Kind == JsonKind.String ? counter.Count(item.Value) : item.Value.Count();
            longest = Math.Max(longest, tokens);
            loose += item.Value.Kind == JsonKind.Number ? 1 : 0;
        }

        return Math.Max(longest, loose);
    }
}
