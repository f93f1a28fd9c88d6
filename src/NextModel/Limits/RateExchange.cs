namespace NextModel.Limits;

/// <summary>The answer to what a replica asked.</summary>
/// <param name="Replicas">How many there are.</param>
/// <param name="Grants">One for each ask, in their order.</param>
public sealed record RateExchange(int Replicas, IReadOnlyList<RateGrant> Grants);
