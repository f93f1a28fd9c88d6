namespace NextModel.Gateway.Admin;

/// <summary>One line of a transfer.</summary>
/// <param name="Account"><c>paid</c>, <c>promo</c>, <c>clearing</c>, <c>promo_expense</c>, <c>revenue</c> or <c>corrections</c>.</param>
/// <param name="Amount">What the account gets; the amounts of a transfer sum to zero.</param>
/// <param name="Promo">Which promo, for the account of one.</param>
public sealed record CreditEntryView(string Account, string Amount, string? Promo = null);
