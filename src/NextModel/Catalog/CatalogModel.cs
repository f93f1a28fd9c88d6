namespace NextModel.Catalog;

/// <summary>A model as its catalog file states it. Null is not known.</summary>
public sealed record CatalogModel
{
    /// <summary>As users type it: lower case, hyphens, no date.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Other ids that mean this model.</summary>
    public IReadOnlyList<string> Aliases { get => field ?? []; init; }

    /// <summary>A name of <see cref="ModelStatus"/>.</summary>
    public required string Status { get; init; }

    public DateOnly? RetiresOn { get; init; }

    public string? StatusNote { get; init; }

    public string? ReleasedOn { get; init; }

    public bool? OpenWeights { get; init; }

    public long? ContextWindow { get; init; }

    public long? MaxOutputTokens { get; init; }

    /// <summary>Length of its vectors, for embeddings.</summary>
    public int? Dimensions { get; init; }

    /// <summary>True, false, or not mentioned, by the names of <see cref="CapabilityNames"/>.</summary>
    public required IReadOnlyDictionary<string, bool> Capabilities { get; init; }

    /// <summary>Values it takes for <c>reasoning_effort</c>.</summary>
    public IReadOnlyList<string> ReasoningEfforts { get => field ?? []; init; }

    /// <summary>The encoding that counts its tokens exactly here; null when none of ours does.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>What it counts with, where that is none of ours.</summary>
    public string? TokenizerFamily { get; init; }

    /// <summary>Workload to reason.</summary>
    public IReadOnlyDictionary<string, string> WorkloadFit { get => field ?? new Dictionary<string, string>(); init; }

    /// <summary>One of the models we would look at first.</summary>
    public bool Featured { get; init; }

    /// <summary>The first party first, then others, routers last.</summary>
    public required IReadOnlyList<CatalogOffer> Offers { get; init; }

    public IReadOnlyList<string> Notes { get => field ?? []; init; }

    public IReadOnlyList<string> Evidence { get => field ?? []; init; }

    /// <summary>Its capabilities as a set.</summary>
    /// <exception cref="InvalidDataException">A name is none.</exception>
    public CapabilitySet CapabilitySet()
    {
        var set = Catalog.CapabilitySet.Unknown;
        foreach (var (name, can) in Capabilities)
        {
            set = set.With(CapabilityNames.Parse(name) ?? throw new InvalidDataException($"{Id}: '{name}' is no capability."), can);
        }

        return set;
    }

    /// <summary>What one of its offers costs by one of its lists; null when the list leaves out what is needed.</summary>
    public Price? Price(CatalogOffer offer, PriceSheet sheet) =>
        PriceMaker.Make(sheet, $"catalog:{offer.Source}/{Id}", hasOutput: !Capabilities.GetValueOrDefault("embeddings"), out _);

    /// <summary>The model with the facts that stand here.</summary>
    public Model Describe(Model model, CatalogDeveloper developer) => model with
    {
        OwnedBy = developer.Id,
        Name = Name,
        Created = ReleasedOn is { } day && DateOnly.TryParseExact(day, "yyyy-MM-dd", out var released)
            ? new DateTimeOffset(released, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds()
            : 0,
        ContextWindow = ContextWindow,
        MaxOutputTokens = MaxOutputTokens,
        Capabilities = CapabilitySet(),
        Status = ModelStatusNames.Parse(Status) ?? ModelStatus.Stable,
        RetiresOn = RetiresOn,
        WorkloadFit = [.. WorkloadFit.Select(fit => new WorkloadFit(fit.Key, fit.Value))],
        Tokenizer = Tokenizer ?? model.Tokenizer,
        TokenizerIsExact = Tokenizer is not null,
    };
}
