namespace NextModel.Limits;

/// <summary>What a replica says of one limit to the others, some times a minute.</summary>
/// <param name="ScopeId">Id of the key or project.</param>
/// <param name="Kind">What the limit is on.</param>
/// <param name="Limit">The limit: so much a minute, or at one time.</param>
/// <param name="Held">What the replica has of it; below 0 what it has taken in advance.</param>
/// <param name="Returned">What it had and gives back.</param>
/// <param name="Demand">How much it was asked for lately; 0 when it wants nothing.</param>
public readonly record struct RateAsk(string ScopeId, RateKind Kind, long Limit, double Held, double Returned, double Demand);
