namespace CacheSafety.BlackBox;

/// <summary>What a target answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="IsStream">Server-sent events; otherwise one JSON text.</param>
/// <param name="IsWhole">The JSON parses, or the stream ended with <c>[DONE]</c>.</param>
/// <param name="Text">All text of the answer: contents, tool calls with their ids and arguments.</param>
/// <param name="Claim">What it said of itself; null when it said nothing.</param>
/// <param name="RetryAfter">How long it asked us to wait; null when it did not.</param>
/// <param name="FirstByte">Time to the first byte.</param>
/// <param name="Body">As it came; for error texts and what a mode needs beyond.</param>
public sealed record ProbeAnswer(
    int Status, bool IsStream, bool IsWhole, string Text, bool? Claim, TimeSpan? RetryAfter, TimeSpan FirstByte, string Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}
