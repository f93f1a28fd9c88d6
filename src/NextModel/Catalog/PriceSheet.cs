namespace NextModel.Catalog;

/// <summary>A price as a list states it: figures, what they depend on, and who says so. <see cref="PriceMaker"/> makes a <see cref="Price"/> of it.</summary>
public sealed record PriceSheet : PriceRates
{
    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>What is priced by images, minutes or characters, the usual size and quality first.</summary>
    public IReadOnlyList<ListedUnit> Units { get => field ?? []; init; }

    /// <summary>Figures by input length.</summary>
    public IReadOnlyList<PriceTier> Tiers { get => field ?? []; init; }

    /// <summary>Figures by time of day.</summary>
    public IReadOnlyList<PriceWindow> Windows { get => field ?? []; init; }

    /// <summary>Factor on every figure by service tier: <c>flex</c> 0.5.</summary>
    public IReadOnlyDictionary<string, decimal>? ServiceTiers { get; init; }

    /// <summary>Changes that are announced.</summary>
    public IReadOnlyList<PriceChange> Scheduled { get => field ?? []; init; }

    /// <summary>Name on receipts; null derives one from the figures.</summary>
    public string? Version { get; init; }

    /// <summary>The day the figures were true; null when that is not known.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>
    /// <c>list</c>: the provider's own list; <c>router</c>: what a router showed that day; <c>converted</c>: a list in another currency,
    /// converted by whoever is named as evidence; <c>derived</c>: worked back from such a conversion; <c>repeated</c>: the evidence
    /// repeats another region's list.
    /// </summary>
    public string Basis { get => field ?? "list"; init; }

    /// <summary>How many sources say the same, or that they do not.</summary>
    public string? Confidence { get; init; }

    /// <summary>Where the figures stand.</summary>
    public string? Evidence { get; init; }

    /// <summary>What other sources say: input / cached input / output.</summary>
    public IReadOnlyList<string> OtherFigures { get => field ?? []; init; }

    public string? Note { get; init; }
}
