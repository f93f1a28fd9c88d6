using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Metering;

namespace NextModel.Limits;

/// <summary>The most that a request can cost which is charged by images, minutes or characters; whether its answer will say what it is charged by at all.</summary>
internal static class UnitCeiling
{
    /// <summary>Why nobody can say before it is sent; null where somebody can.</summary>
    /// <param name="price">What the offer costs.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="rate">From the price's currency to the ledger's, and the share that is charged.</param>
    /// <param name="nano">The most it can cost by units, in 10⁻⁹ of the ledger currency; 0 where it is charged in tokens.</param>
    public static string? WhyNone(Price price, InferenceRequest request, decimal rate, out decimal nano)
    {
        nano = 0m;
        var (tokens, units) = UnitMeter.Tells(request);
        var most = UnitMeter.Most(request);
        var dearest = most is null || !units ? null : price.Flat
            .SelectMany(flat => flat.Units)
            .Where(unit => unit.IsFor(most.Unit, most.Size, most.Quality))
            .Max(unit => (decimal?)unit.Figure);
        if (dearest is { } figure)
        {
            nano = figure * rate * 1_000_000_000m * most!.Unit switch
            {
                PricedUnit.Image => most.Count,
                PricedUnit.Minute => most.Count / 60m,
                _ => most.Count / 1_000_000m,
            };
            return null;
        }

        return tokens && price.PricesTokens ? null
            : most is null ? "has no price for tokens"
            : tokens ? $"has no price for a {most.Unit.Wire()} of what is asked for"
            : !units ? "answers in this format without saying by what it is charged (ask for json)"
            : $"has no price for {most.Unit.Wire()}, and answers of this kind say nothing about tokens";
    }
}
