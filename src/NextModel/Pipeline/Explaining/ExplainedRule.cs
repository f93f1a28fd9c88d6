namespace NextModel.Pipeline.Explaining;

/// <summary>A rule, and the first of its conditions that is not true of the request; null when it matched.</summary>
public sealed record ExplainedRule(string Name, string? Unmet);
