namespace NextModel.Providers.Anthropic;

/// <summary>How a model is told to think, and whether it can be told not to.</summary>
internal enum ThinkingStyle
{
    /// <summary>It does not think.</summary>
    None = 0,

    /// <summary>Off unless a budget of tokens is given.</summary>
    Budget = 1,

    /// <summary>By effort; it can be switched off.</summary>
    Adaptive = 2,

    /// <summary>By effort, always.</summary>
    Always = 3,

    /// <summary>By effort; the least is between tool calls only.</summary>
    BetweenTools = 4,
}
