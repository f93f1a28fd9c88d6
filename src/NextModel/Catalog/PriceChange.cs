namespace NextModel.Catalog;

/// <summary>Figures that replace the ones before from a day on.</summary>
public sealed record PriceChange : PriceRates
{
    /// <summary>Their first day, from 00:00 UTC.</summary>
    public required DateOnly From { get; init; }

    public IReadOnlyList<PriceTier> Tiers { get => field ?? []; init; }

    public IReadOnlyList<PriceWindow> Windows { get => field ?? []; init; }
}
