using NextModel.Catalog;

namespace NextModel.Routing.Selection;

/// <summary>By what this request is expected to cost at each, in the ledger currency. What has no known price comes last.</summary>
internal static class CheapestOrder
{
    public static List<RouteTarget> Of(List<RouteTarget> targets, RouteFacts facts) =>
        [.. targets.OrderBy(t => CostOf(t.Offer, facts) ?? decimal.MaxValue)];

    /// <summary>What the request is expected to cost there, in units of the ledger currency; null when nobody knows.</summary>
    public static decimal? CostOf(Offer offer, RouteFacts facts)
    {
        var share = offer.Source.CredentialId is null ? 1m : facts.ByokFee;
        if (share == 0m)
        {
            return 0m;
        }

        if (facts.PriceOf(offer) is not { } price)
        {
            return null;
        }

        var rate = 1m;
        if (price.Currency != facts.Currency)
        {
            if (!facts.Rates.TryGetValue((price.Currency, facts.Currency), out var fx))
            {
                return null;
            }

            rate = fx.Rate;
        }

        return ((facts.Question.InputTokens * price.Input) + (facts.OutputTokens * price.Output)) * rate * share / 1_000_000m;
    }
}
