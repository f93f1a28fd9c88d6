namespace NextModel.Pipeline.Explaining;

/// <summary>What a receipt says of the rule that decided.</summary>
public sealed record ExplainedMark(string Id, long Version, string? Rule, string Reason);
