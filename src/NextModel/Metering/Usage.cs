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
    /// <summary>Nothing was counted and nothing is charged.</summary>
    public static Usage None => default;

    public long TotalTokens => InputTokens + OutputTokens;
}
