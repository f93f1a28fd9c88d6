namespace NextModel.Catalog;

/// <summary>The spelling of units in configuration, catalog files and on receipts.</summary>
public static class PricedUnitNames
{
    private static readonly (PricedUnit Unit, string Name)[] Names =
    [
        (PricedUnit.Image, "image"),
        (PricedUnit.Minute, "minute"),
        (PricedUnit.MillionCharacters, "million_characters"),
    ];

    /// <summary>All names in one line, for messages.</summary>
    public static string Known { get; } = string.Join(", ", Names.Select(n => n.Name));

    public static string Wire(this PricedUnit unit) => Names.First(n => n.Unit == unit).Name;

    /// <summary>The unit of that name; null when there is none.</summary>
    public static PricedUnit? Parse(string? name)
    {
        foreach (var (unit, known) in Names)
        {
            if (known == name)
            {
                return unit;
            }
        }

        return null;
    }
}
