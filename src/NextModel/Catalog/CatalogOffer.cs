namespace NextModel.Catalog;

/// <summary>A model at one source, as its catalog file states it.</summary>
public sealed record CatalogOffer
{
    /// <summary>Id of a <see cref="CatalogSource"/>.</summary>
    public required string Source { get; init; }

    public required string UpstreamModel { get; init; }

    /// <summary>Where it differs from the model's.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>Where it differs from the model's.</summary>
    public long? MaxOutputTokens { get; init; }

    public DateOnly? RetiresOn { get; init; }

    /// <summary>Why the offer is shown and neither called nor billed until an operator gives it in the configuration file; null when it is.</summary>
    public string? Held { get; init; }

    /// <summary>What it costs, the list of record first; the first one that can be converted to every ledger currency in use is charged.</summary>
    public IReadOnlyList<PriceSheet> Prices { get => field ?? []; init; }
}
