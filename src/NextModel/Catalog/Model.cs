namespace NextModel.Catalog;

/// <summary>A catalog entry: something callers can name, and the offers that serve it, best first.</summary>
/// <param name="Id">As users type it: <c>claude-sonnet-5-5</c>.</param>
/// <param name="Offers">At least one.</param>
public sealed record Model(string Id, IReadOnlyList<Offer> Offers)
{
    /// <summary>Who made it, for <c>owned_by</c> in the model list.</summary>
    public string OwnedBy { get; init; } = "nextmodel";

    /// <summary>As its maker writes it: <c>Claude Sonnet 4.5</c>; the id where nobody has said.</summary>
    public string Name { get => field ?? Id; init; }

    /// <summary>When it entered the catalog, Unix seconds.</summary>
    public long Created { get; init; }

    /// <summary>Input and output tokens together that it can attend to; null when nobody has said.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>Most output tokens it gives in one choice; null when nobody has said.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>What it can be asked for, and what it cannot.</summary>
    public CapabilitySet Capabilities { get; init; }

    public ModelStatus Status { get; init; } = ModelStatus.Stable;

    /// <summary>The day its maker switches it off; null when none is announced.</summary>
    public DateOnly? RetiresOn { get; init; }

    /// <summary>True when callers should look for another one.</summary>
    public bool IsLeaving => Status == ModelStatus.Deprecated || RetiresOn is not null;

    /// <summary>What it is a good choice for, and why; empty when nobody has judged.</summary>
    public IReadOnlyList<WorkloadFit> WorkloadFit { get; init; } = [];

    /// <summary>Encoding used to count tokens when the source reports none: <c>o200k_base</c> or <c>cl100k_base</c>.</summary>
    public string Tokenizer { get; init; } = "o200k_base";

    /// <summary>Which entry of the admin API says so, as receipts name it; null where nextmodel.yaml or the catalog does.</summary>
    public string? Version { get; init; }

    /// <summary>True when <see cref="Tokenizer"/> is the model's own, so that counts of plain text are exact.</summary>
    public bool TokenizerIsExact { get; init; }
}
