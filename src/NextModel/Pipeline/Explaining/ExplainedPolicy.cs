namespace NextModel.Pipeline.Explaining;

/// <summary>One policy and how its rules were asked, up to the first that matched.</summary>
/// <param name="Id">The policy.</param>
/// <param name="Version">Its version; 0 for a draft.</param>
/// <param name="Scope">What it rules.</param>
/// <param name="Rule">The rule that matched; null when none did.</param>
/// <param name="Rules">The rules in order, to the one that matched.</param>
public sealed record ExplainedPolicy(string Id, long Version, string Scope, string? Rule, IReadOnlyList<ExplainedRule> Rules);
