namespace NextModel.Reporting.Exports;

/// <summary>One row of a FOCUS export; a null member is an empty cell. Costs and prices are in the billing currency unless named otherwise.</summary>
internal sealed record FocusCharge
{
    public required string Category { get; init; }

    public required string Description { get; init; }

    public required string Frequency { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>A bill's currency, ISO 4217.</summary>
    public required string Currency { get; init; }

    public decimal Billed { get; init; }

    public decimal Effective { get; init; }

    /// <summary>Unit price of the list times quantity.</summary>
    public decimal List { get; init; }

    public decimal? UnitPrice { get; init; }

    public decimal? Quantity { get; init; }

    public string? PricingUnit { get; init; }

    public long? Tokens { get; init; }

    public string? InvoiceId { get; init; }

    public string? PricingCategory { get; init; }

    /// <summary>What the price is in; the bill's where it is no other.</summary>
    public required string PricingCurrency { get; init; }

    public decimal? PricingCurrencyUnitPrice { get; init; }

    public decimal? PricingCurrencyEffective { get; init; }

    /// <summary>Where the model ran.</summary>
    public string? Host { get; init; }

    public string? SkuId { get; init; }

    public string? SkuMeter { get; init; }

    public string? SkuPriceDetails { get; init; }

    public string? SkuPriceId { get; init; }

    public string? ProjectId { get; init; }

    public string? Tags { get; init; }

    public string? ServeMode { get; init; }

    public string? UsageSource { get; init; }

    public string? ReceiptId { get; init; }

    public string? ReceiptHash { get; init; }

    public decimal? UpstreamCost { get; init; }

    public string? UpstreamCurrency { get; init; }

    public bool? IsOwnCredential { get; init; }

    public string? PriceVersion { get; init; }

    public string? ReplayDiscount { get; init; }

    public string? KeyId { get; init; }

    public decimal? CreditAmount { get; init; }
}
