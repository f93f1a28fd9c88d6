using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Metering;

namespace NextModel.Billing;

/// <summary>What a request of a known size costs, fresh and as a replay: the same calculation that charges.</summary>
/// <param name="Fresh">A real call.</param>
/// <param name="Replay">The same answer from the exact cache.</param>
public sealed record PriceEstimate(Charge Fresh, Charge Replay)
{
    /// <summary>The estimate, or why there is none.</summary>
    /// <param name="price">What the offer costs, with its rules.</param>
    /// <param name="usage">The tokens.</param>
    /// <param name="at">When the request would begin.</param>
    /// <param name="serviceTier">The tier it would be served in; null for the usual one.</param>
    /// <param name="currency">The currency of the answer.</param>
    /// <param name="discount">What a replay saves, 0 to 1.</param>
    /// <param name="rates">Rates by (price currency, currency).</param>
    public static Result<PriceEstimate> Of(
        Price price, in Usage usage, DateTimeOffset at, string? serviceTier, string currency, decimal discount,
        IReadOnlyDictionary<(string From, string To), FxRate> rates)
    {
        ArgumentNullException.ThrowIfNull(price);
        ArgumentNullException.ThrowIfNull(rates);
        var flat = price.For(at, usage.InputTokens, serviceTier);
        var terms = new ChargeTerms(flat, currency, discount, flat.Currency == currency ? null : rates.GetValueOrDefault((flat.Currency, currency)));
        return !ChargeCalculator.Calculate(usage, ServeMode.Fresh, terms).TryGet(out var fresh, out var error)
            || !ChargeCalculator.Calculate(usage, ServeMode.ExactCache, terms).TryGet(out var replay, out error)
                ? error
                : new PriceEstimate(fresh, replay);
    }
}
