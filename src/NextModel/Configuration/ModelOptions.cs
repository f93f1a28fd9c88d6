using NextModel.Catalog;

namespace NextModel.Configuration;

/// <summary>An entry of <c>models</c>.</summary>
/// <param name="Where">Its path in the file.</param>
/// <param name="Id">What callers name.</param>
public sealed record ModelOptions(string Where, string Id)
{
    /// <summary>The entry of the admin API that this is; null for one of the file.</summary>
    public string? Version { get; init; }

    /// <summary>Null shows <c>nextmodel</c>, or who made it by the catalog.</summary>
    public string? OwnedBy { get; init; }

    /// <summary>Its name for people; null shows the id.</summary>
    public string? Name { get; init; }

    /// <summary><c>o200k_base</c> or <c>cl100k_base</c>; null is the catalog's, else <c>o200k_base</c>.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>Most output tokens of one choice, 1 to 2,147,483,647; null when not stated.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Input and output tokens together, 1 to 2,147,483,647; null when not stated.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>What it can do and what it cannot; what is not stated stays unknown.</summary>
    public CapabilitySet Capabilities { get; init; }

    /// <summary>Default <see cref="ModelStatus.Stable"/>.</summary>
    public ModelStatus? Status { get; init; }

    /// <summary>The day it is switched off; null when not stated.</summary>
    public DateOnly? RetiresOn { get; init; }

    /// <summary>What it is good for, with the reason; null when not stated.</summary>
    public IReadOnlyList<WorkloadFit>? WorkloadFit { get; init; }

    /// <summary>Empty only for a model of the catalog, which then keeps the catalog's.</summary>
    public IReadOnlyList<OfferOptions> Offers { get; init; } = [];
}
