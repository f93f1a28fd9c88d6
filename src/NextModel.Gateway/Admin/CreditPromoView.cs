namespace NextModel.Gateway.Admin;

/// <summary>What is left of a promo.</summary>
/// <param name="Id">The transfer that granted it.</param>
/// <param name="Amount">What is left.</param>
/// <param name="ExpiresAt">When it ends; left out when it does not.</param>
public sealed record CreditPromoView(string Id, string Amount, DateTimeOffset? ExpiresAt = null);
