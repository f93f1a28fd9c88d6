namespace NextModel.Providers.OpenAI;

/// <summary>Why a choice ended: OpenAI's five words, none yet, or a word that means it failed.</summary>
internal enum FinishReason : byte
{
    None,
    Stop,
    Length,
    ToolCalls,
    ContentFilter,
    FunctionCall,

    /// <summary>The source gave up in the middle: a failure, not an end.</summary>
    Failed,

    /// <summary>A word nobody has documented. Sent as <c>stop</c>, but never cached.</summary>
    Unknown,
}
