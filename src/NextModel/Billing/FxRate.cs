namespace NextModel.Billing;

/// <summary>An exchange rate as the operator stated it.</summary>
/// <param name="From">Price currency.</param>
/// <param name="To">Ledger currency.</param>
/// <param name="Rate">Units of <paramref name="To"/> per unit of <paramref name="From"/>, greater than 0.</param>
/// <param name="AsOf">The day the operator read it.</param>
public sealed record FxRate(string From, string To, decimal Rate, DateOnly AsOf);
