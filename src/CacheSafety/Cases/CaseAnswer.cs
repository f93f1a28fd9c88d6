namespace CacheSafety.Cases;

/// <summary>The answer that the old request had.</summary>
/// <param name="Text">Its text; null for one of tool calls only.</param>
/// <param name="FinishReason">Why it ended: <c>stop</c> unless stated.</param>
public sealed record CaseAnswer(string? Text, string FinishReason)
{
    /// <summary>A cache may keep it: it ended because it was complete.</summary>
    public bool IsComplete => FinishReason is "stop" or "tool_calls";
}
