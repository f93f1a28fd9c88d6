namespace NextModel.Catalog;

/// <summary>One file of the catalog: who makes models, and the models.</summary>
public sealed record CatalogDeveloper
{
    [System.Text.Json.Serialization.JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public required string Id { get; init; }

    /// <summary>Their name for people.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<CatalogModel> Models { get; init; }
}
