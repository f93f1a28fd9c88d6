namespace NextModel.Billing;

/// <summary>An exchange rate as the operator stated it.</summary>
/// <param name="From">Price currency.</param>
/// <param name="To">Ledger currency.</param>
/// <param name="Rate">Units of <paramref name="To"/> per unit of <paramref name="From"/>, greater than 0.</param>
/// <param name="AsOf">The day the operator read it.</param>
public sealed record FxRate(string From, string To, decimal Rate, DateOnly AsOf)
{
    /// <summary>Decimals of a rate that was computed from two others.</summary>
    public const int Decimals = 12;

    /// <summary>
    /// The rate between two currencies that the operator stated per US dollar: <paramref name="toPerUsd"/> ÷
    /// <paramref name="fromPerUsd"/>, rounded half-even to 12 decimals. The rounded rate is the rate: receipts state it and
    /// anyone can compute with it.
    /// </summary>
    public static FxRate Cross(string from, decimal fromPerUsd, string to, decimal toPerUsd, DateOnly asOf) =>
        new(from, to, decimal.Round(toPerUsd / fromPerUsd, Decimals, MidpointRounding.ToEven), asOf);
}
