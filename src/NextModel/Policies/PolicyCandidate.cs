namespace NextModel.Policies;

/// <summary>A model that an alias or a route names for a request.</summary>
/// <param name="Named">The model, perhaps at one source.</param>
/// <param name="Weight">Its share for the strategy <c>weighted</c>.</param>
/// <param name="Rules">Rules of wider policies that hold for this one, because a narrower policy brought it in.</param>
public sealed record PolicyCandidate(NamedModel Named, int Weight, IReadOnlyList<RuleMatch> Rules);
