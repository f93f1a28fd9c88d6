namespace NextModel.Pipeline.Explaining;

/// <summary>What is sent upstream in place of what was asked.</summary>
/// <param name="MaxOutputTokens">The bound on output tokens.</param>
/// <param name="Temperature">The temperature.</param>
public sealed record ExplainedChanges(long? MaxOutputTokens, decimal? Temperature);
