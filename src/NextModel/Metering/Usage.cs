namespace NextModel.Metering;

/// <summary>Token counts of one answer and who counted them. Counts are zero or more.</summary>
/// <param name="Source">Who counted.</param>
/// <param name="InputTokens">All input, its cache classes included.</param>
/// <param name="CachedInputTokens">Part of the input that the provider read from its prompt cache.</param>
/// <param name="CacheWriteTokens">Part of the input that the provider wrote to its prompt cache.</param>
/// <param name="OutputTokens">All output, reasoning included.</param>
/// <param name="ReasoningTokens">Part of the output that was reasoning.</param>
public readonly record struct Usage(
    UsageSource Source, long InputTokens, long CachedInputTokens, long CacheWriteTokens, long OutputTokens, long ReasoningTokens)
{
    /// <summary>Highest believable count of one class: 2⁴⁰. More is a mistake somewhere, not an answer.</summary>
    public const long MaxTokens = 1L << 40;

    /// <summary>Part of <see cref="CacheWriteTokens"/> that is kept longer than the provider's usual time.</summary>
    public long CacheWriteLongTokens { get; init; }

    /// <summary>Part of the input that was audio and was not read from or written to the cache.</summary>
    public long AudioInputTokens { get; init; }

    /// <summary>Part of the input that was images and was not read from or written to the cache.</summary>
    public long ImageInputTokens { get; init; }

    /// <summary>Nothing was counted and nothing is charged.</summary>
    public static Usage None => default;

    public long TotalTokens => InputTokens + OutputTokens;

    /// <summary>Input that is neither read from nor written to the provider's prompt cache.</summary>
    public long PlainInputTokens => InputTokens - CachedInputTokens - CacheWriteTokens;

    /// <summary>
    /// The same counts made possible: none below zero, cache reads at most the input, cache writes at most the rest of it,
    /// reasoning at most the output. The totals win over their parts, so no part is ever charged on top of its total.
    /// </summary>
    public Usage Clamped()
    {
        var input = Math.Max(0, InputTokens);
        var cached = Math.Clamp(CachedInputTokens, 0, input);
        var written = Math.Clamp(CacheWriteTokens, 0, input - cached);
        var output = Math.Max(0, OutputTokens);
        var audio = Math.Clamp(AudioInputTokens, 0, input - cached - written);
        return new(Source, input, cached, written, output, Math.Clamp(ReasoningTokens, 0, output))
        {
            CacheWriteLongTokens = Math.Clamp(CacheWriteLongTokens, 0, written),
            AudioInputTokens = audio,
            ImageInputTokens = Math.Clamp(ImageInputTokens, 0, input - cached - written - audio),
        };
    }
}
