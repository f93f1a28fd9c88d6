namespace NextModel.Pipeline.Explaining;

/// <summary>A name that does not become a target, and why.</summary>
public sealed record ExplainedName(string Name, string Reason);
