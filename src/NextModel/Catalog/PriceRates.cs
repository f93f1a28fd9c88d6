namespace NextModel.Catalog;

/// <summary>Figures per 1,000,000 tokens as a price list states them. Null is not known, which is never zero.</summary>
public record PriceRates
{
    public decimal? Input { get; init; }

    /// <summary>Input the provider read from its prompt cache; charged as input when it is not known.</summary>
    public decimal? CachedInput { get; init; }

    public decimal? Output { get; init; }

    /// <summary>Input written to the prompt cache, by how long it is kept: <c>5m</c>, <c>1h</c>, or <c>default</c>. At most two, the usual one first.</summary>
    public IReadOnlyDictionary<string, decimal>? CacheWrite { get; init; }

    /// <summary>Reasoning tokens, where they have a figure of their own.</summary>
    public decimal? Reasoning { get; init; }

    /// <summary>Audio tokens in the input, where they have a figure of their own.</summary>
    public decimal? AudioInput { get; init; }

    /// <summary>Image tokens in the input, where they have a figure of their own.</summary>
    public decimal? ImageInput { get; init; }
}
