namespace NextModel.Credits;

/// <summary>What is left of a promo.</summary>
/// <param name="Id">The transfer that granted it.</param>
/// <param name="ExpiresAt">When it ends; null when it does not.</param>
/// <param name="Nano">What is left, in 10⁻⁹ units.</param>
public sealed record CreditPromo(Guid Id, DateTimeOffset? ExpiresAt, long Nano);
