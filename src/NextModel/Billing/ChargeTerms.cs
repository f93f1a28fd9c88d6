using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Metering;

namespace NextModel.Billing;

/// <summary>
/// On what terms an answer is charged. Taken when the request is routed and kept to its end, so that a price that changes in
/// between does not touch the request.
/// </summary>
/// <param name="Price">The offer's price; null when it has none.</param>
/// <param name="Currency">The ledger currency, ISO 4217.</param>
/// <param name="ExactCacheDiscount">Share of the price a replay saves, 0 to 1.</param>
/// <param name="Fx">From the price's currency to the ledger's; null when they are the same.</param>
public readonly record struct ChargeTerms(Price? Price, string Currency, decimal ExactCacheDiscount, FxRate? Fx)
{
    /// <summary>
    /// Decimals that unit price, exchange rate and discount may have together: with the 6 of "per 1,000,000" an exact figure
    /// then has at most 28, which is what a <see cref="decimal"/> holds.
    /// </summary>
    public const int MaxDecimals = 22;

    /// <summary>What the answer is counted in besides tokens; null where in tokens only.</summary>
    public MeteredUnits? Units { get; init; }

    /// <summary>Share of the price that a request under the organization's own credential costs, 0 to 1; null under the platform's.</summary>
    public decimal? ByokFee { get; init; }

    /// <summary>Share of the price that is not charged, 0 to 1.</summary>
    public decimal DiscountOf(ServeMode mode)
    {
        var left = ByokFee ?? 1m;
        return mode == ServeMode.ExactCache ? 1m - (left * (1m - ExactCacheDiscount)) : 1m - left;
    }

    /// <summary>
    /// Why nothing can be charged on these terms; null when something can. Configuration asks at start, so that requests need
    /// not find out; <see cref="ChargeCalculator"/> asks again.
    /// </summary>
    public GatewayError? Check()
    {
        if (ExactCacheDiscount is < 0 or > 1)
        {
            return Unusable($"the exact-cache discount {ExactCacheDiscount} is not between 0 and 1");
        }

        if (ByokFee is < 0 or > 1)
        {
            return Unusable($"the fee for own credentials {ByokFee} is not between 0 and 1");
        }

        if (Price is not { } price)
        {
            return null;
        }

        if (price.Input < 0 || price.CachedInput < 0 || price.Output < 0 || price.CacheWrite < 0 || price.CacheWriteLong < 0
            || price.Reasoning < 0 || price.AudioInput < 0 || price.ImageInput < 0 || price.Units.Any(unit => unit.Figure < 0))
        {
            return Unusable($"price {price.Version} is below 0");
        }

        return CheckFx(price) ?? CheckDecimals(price);
    }

    private GatewayError? CheckFx(Price price)
    {
        if (Fx is null)
        {
            return price.Currency == Currency
                ? null
                : Unusable($"price {price.Version} is in {price.Currency} and no rate to {Currency} is set; add one under billing.fx");
        }

        return Fx.From != price.Currency || Fx.To != Currency || Fx.Rate <= 0
            ? Unusable($"{Fx.Rate} from {Fx.From} to {Fx.To} is no rate from {price.Currency} to {Currency}")
            : null;
    }

    private GatewayError? CheckDecimals(Price price)
    {
        int unitPrice = Math.Max(price.Input.Scale, Math.Max(price.CachedInput.Scale, price.Output.Scale));
        unitPrice = Math.Max(unitPrice, Math.Max((price.CacheWrite ?? 0m).Scale, (price.CacheWriteLong ?? 0m).Scale));
        unitPrice = Math.Max(unitPrice, Math.Max((price.Reasoning ?? 0m).Scale, (price.AudioInput ?? 0m).Scale));
        unitPrice = Math.Max(unitPrice, (price.ImageInput ?? 0m).Scale);
        foreach (var unit in price.Units)
        {
            // An image is one and not a millionth; of a minute twelve decimals are kept.
            unitPrice = Math.Max(unitPrice, unit.Unit switch
            {
                PricedUnit.Image => unit.Figure.Scale - 6,
                PricedUnit.Minute => Math.Max(ChargeCalculator.DecimalsOfSeconds - 6, unit.Figure.Scale - 6),
                _ => unit.Figure.Scale,
            });
        }

        return unitPrice + (Fx?.Rate.Scale ?? 0) + ExactCacheDiscount.Scale + (ByokFee ?? 0m).Scale > MaxDecimals
            ? Unusable($"price {price.Version}, its exchange rate and the discount have more than {MaxDecimals} decimals together")
            : null;
    }

    private static GatewayError Unusable(FormattableString why) =>
        new(GatewayErrorCode.PriceUnknown, "The cost of this request cannot be computed: " + FormattableString.Invariant(why) + ".");
}
