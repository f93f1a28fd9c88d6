namespace NextModel.Catalog;

/// <summary>A source as its catalog file states it; live once its key variable is set and its dialect is spoken here.</summary>
public sealed record CatalogSource
{
    [System.Text.Json.Serialization.JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>As <see cref="Source.Id"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Its wire language, spoken here or not.</summary>
    public required string Dialect { get; init; }

    /// <summary>Base of its routes; <c>{…}</c> stands for a part every account has of its own.</summary>
    public required string BaseUrl { get; init; }

    public required string Region { get; init; }

    /// <summary>The environment variable that holds its key by convention. No two sources share one.</summary>
    public required string KeyVariable { get; init; }

    public CatalogQuirks? Quirks { get; init; }

    /// <summary>Names of <see cref="Source.Operations"/>.</summary>
    public IReadOnlyList<string> Operations { get => field ?? []; init; }

    /// <summary>As <see cref="Source.TestPath"/>.</summary>
    public string? TestPath { get; init; }

    /// <summary>ISO 3166 code of the country its operator is in; null when not known.</summary>
    public string? Home { get; init; }

    /// <summary>Where its documentation stands.</summary>
    public string? Docs { get; init; }

    public string? Note { get; init; }

    /// <summary>The day these facts were true.</summary>
    public DateOnly AsOf { get; init; }

    public IReadOnlyList<string> Evidence { get => field ?? []; init; }

    /// <summary>What it offers besides chat and embeddings.</summary>
    /// <exception cref="InvalidDataException">A name is none.</exception>
    public OfferedOperations Offers() => OfferedOperations.Of(
        Operations.Select(name => OfferedOperations.Parse(name) ?? throw new InvalidDataException($"{Id}: '{name}' is no operation that a source says it offers.")));

    /// <summary>True when every account has an address of its own.</summary>
    public bool NeedsAddress => BaseUrl.Contains('{', StringComparison.Ordinal);

    /// <summary>The source without its credential; null when its dialect is not spoken here, or its address is to be completed first.</summary>
    public Source? ToSource() => !NeedsAddress && Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) ? At(url) : null;

    /// <summary>The source at an address, without its credential; null when its dialect is not spoken here.</summary>
    public Source? At(Uri url) => DialectNames.Find(Dialect) is { } dialect
        ? new Source
        {
            Id = Id,
            Dialect = dialect,
            BaseUrl = url,
            Region = Region,
            TestPath = TestPath,
            Quirks = Quirks?.ToQuirks() ?? SourceQuirks.None,
            Operations = Offers(),
        }
        : null;
}
