namespace NextModel.Pipeline.Explaining;

/// <summary>How fast a target has been with inputs of this length: first output for a stream, the whole answer for JSON.</summary>
/// <param name="Samples">How many were measured.</param>
/// <param name="P50Ms">Half took no longer, in milliseconds.</param>
/// <param name="P95Ms">95 % took no longer.</param>
public sealed record ExplainedLatency(long Samples, long P50Ms, long P95Ms);
