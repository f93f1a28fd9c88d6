namespace NextModel.Catalog;

/// <summary>What one unit costs, perhaps of one size or quality only.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Figure">In the price's currency.</param>
public sealed record UnitPrice(PricedUnit Unit, decimal Figure)
{
    /// <summary>The size it is for, such as <c>1024x1024</c>; null for every size.</summary>
    public string? Size { get; init; }

    /// <summary>The quality it is for, such as <c>hd</c>; null for every quality.</summary>
    public string? Quality { get; init; }

    /// <summary>True where it may be for units of that size and quality; null is one that is not known.</summary>
    public bool IsFor(PricedUnit unit, string? size, string? quality) =>
        Unit == unit && (Size is null || size is null || Size == size) && (Quality is null || quality is null || Quality == quality);
}
