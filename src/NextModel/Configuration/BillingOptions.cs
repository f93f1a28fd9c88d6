namespace NextModel.Configuration;

/// <summary>The <c>billing</c> section.</summary>
public sealed record BillingOptions
{
    /// <summary>Ledger currency of new organizations, ISO 4217. Default <c>USD</c>.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>What a replay is cheaper by, 0 to 1. Default 0.90.</summary>
    public decimal ExactCacheDiscount { get; init; } = 0.90m;

    /// <summary>Share of the list price charged for requests under an organization's own credential, 0 to 1. Default 0: the provider bills them.</summary>
    public decimal ByokFee { get; init; }

    /// <summary>Units of each currency per US dollar. Default: only the dollar.</summary>
    public IReadOnlyDictionary<string, decimal> UnitsPerDollar { get; init; } =
        new Dictionary<string, decimal>(StringComparer.Ordinal) { ["USD"] = 1m };

    /// <summary>The day the rates were read; receipts state it. Null means the day this configuration was loaded.</summary>
    public DateOnly? FxAsOf { get; init; }
}
