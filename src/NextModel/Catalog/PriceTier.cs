namespace NextModel.Catalog;

/// <summary>Figures for long requests: all tokens of a request with more input than the threshold are at them.</summary>
public sealed record PriceTier : PriceRates
{
    /// <summary>Input tokens the request must have more of.</summary>
    public required long InputAbove { get; init; }
}
