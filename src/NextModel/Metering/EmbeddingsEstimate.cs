using NextModel.Json;

namespace NextModel.Metering;

/// <summary>Input tokens of an embeddings request: a text, texts, tokens, or lists of tokens.</summary>
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
