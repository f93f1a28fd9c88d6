namespace NextModel.Providers.Anthropic;

/// <summary>
/// The families of models, as data. From the capability table of Anthropic's documentation and of its client library for the AI SDK
/// (<c>@ai-sdk/anthropic</c> 4.0.105), both read 2026-11.
/// </summary>
internal static class AnthropicModels
{
    /// <summary>A model nobody has described: of a compatible server, or newer than this table.</summary>
    private static readonly AnthropicModel Unknown = new("", ThinkingStyle.Budget, 8192);

    private static readonly AnthropicModel[] Families =
    [
        new("claude-3-haiku", ThinkingStyle.None, 4096) { Schemas = false },
        new("claude-3-5", ThinkingStyle.None, 8192) { Schemas = false },
        new("claude-3-7", ThinkingStyle.Budget, 64_000) { Schemas = false },
        new("claude-sonnet-4", ThinkingStyle.Budget, 64_000) { Schemas = false },
        new("claude-opus-4", ThinkingStyle.Budget, 32_000) { Schemas = false },
        new("claude-opus-4-1", ThinkingStyle.Budget, 32_000),
        new("claude-haiku-4-5", ThinkingStyle.Budget, 64_000),
        new("claude-sonnet-4-5", ThinkingStyle.Budget, 64_000),
        new("claude-opus-4-5", ThinkingStyle.Budget, 64_000),
        new("claude-sonnet-4-6", ThinkingStyle.Adaptive, 128_000) { ExtraHigh = false },
        new("claude-opus-4-6", ThinkingStyle.Adaptive, 128_000) { ExtraHigh = false },
        new("claude-opus-4-7", ThinkingStyle.Adaptive, 128_000) { Sampling = false },
        new("claude-opus-4-8", ThinkingStyle.Adaptive, 128_000) { Sampling = false },
        new("claude-sonnet-5", ThinkingStyle.Adaptive, 128_000) { Sampling = false },
        new("claude-opus-5", ThinkingStyle.Adaptive, 128_000) { Sampling = false },
        new("claude-haiku-5-5", ThinkingStyle.Adaptive, 128_000) { Sampling = false },
        new("claude-opus-5-5", ThinkingStyle.Always, 128_000) { Sampling = false, ForcedTools = false },
        new("claude-fable-5", ThinkingStyle.Always, 128_000) { Sampling = false },
        new("claude-fable-5-1", ThinkingStyle.Always, 128_000) { Sampling = false, ForcedTools = false },
        new("claude-fable-5-5", ThinkingStyle.Always, 128_000) { Sampling = false, ForcedTools = false },
        new("claude-sonnet-5-5", ThinkingStyle.BetweenTools, 128_000) { Sampling = false, ForcedTools = false },
    ];

    /// <summary>The family of a model, by the longest beginning of its id. Resellers put words in front (<c>us.anthropic.claude-…</c>).</summary>
    public static AnthropicModel Of(string upstreamModel)
    {
        var at = upstreamModel.IndexOf("claude", StringComparison.OrdinalIgnoreCase);
        var id = at < 0 ? "" : upstreamModel[at..];
        var best = Unknown;
        foreach (var family in Families)
        {
            if (family.Family.Length > best.Family.Length && id.StartsWith(family.Family, StringComparison.OrdinalIgnoreCase))
            {
                best = family;
            }
        }

        return best;
    }
}
