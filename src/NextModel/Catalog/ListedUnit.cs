namespace NextModel.Catalog;

/// <summary>A <see cref="UnitPrice"/> as a price list states it.</summary>
public sealed record ListedUnit
{
    /// <summary>A name of <see cref="PricedUnitNames"/>.</summary>
    public required string Unit { get; init; }

    public string? Size { get; init; }

    public string? Quality { get; init; }

    /// <summary>For one unit.</summary>
    public required decimal Price { get; init; }
}
