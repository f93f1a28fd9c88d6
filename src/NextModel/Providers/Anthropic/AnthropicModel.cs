namespace NextModel.Providers.Anthropic;

/// <summary>What a family of models takes.</summary>
/// <param name="Family">What its ids begin with.</param>
/// <param name="Thinking">How it is told to think.</param>
/// <param name="MaxOutput">The bound where neither the request nor the catalog has one.</param>
internal sealed record AnthropicModel(string Family, ThinkingStyle Thinking, long MaxOutput)
{
    /// <summary>False where <c>temperature</c>, <c>top_p</c> and <c>top_k</c> are errors even at their defaults.</summary>
    public bool Sampling { get; init; } = true;

    /// <summary>False where a tool cannot be forced.</summary>
    public bool ForcedTools { get; init; } = true;

    /// <summary>True where an answer can be held to a schema.</summary>
    public bool Schemas { get; init; } = true;

    /// <summary>True where the effort <c>xhigh</c> exists.</summary>
    public bool ExtraHigh { get; init; } = true;
}
