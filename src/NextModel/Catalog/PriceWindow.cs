namespace NextModel.Catalog;

/// <summary>Figures for requests that begin in certain hours.</summary>
public sealed record PriceWindow : PriceRates
{
    /// <summary><c>peak</c>, <c>off-peak</c> …; receipts name it.</summary>
    public required string Name { get; init; }

    /// <summary><c>mon</c> … <c>sun</c> in UTC; empty for every day.</summary>
    public IReadOnlyList<string> Days { get => field ?? []; init; }

    /// <summary>Spans such as <c>01:00-04:00</c>, UTC.</summary>
    public IReadOnlyList<string> Utc { get => field ?? []; init; }

    /// <summary>UTC days it does not apply on.</summary>
    public IReadOnlyList<DateOnly> Except { get => field ?? []; init; }

    public IReadOnlyList<PriceTier> Tiers { get => field ?? []; init; }
}
