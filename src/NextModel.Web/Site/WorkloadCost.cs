using NextModel.Billing;
using NextModel.Metering;

namespace NextModel.Web.Site;

/// <summary>What one request costs at a model, by the calculation that charges: list currency, then the page's.</summary>
/// <param name="Row">The model.</param>
/// <param name="Estimate">The arithmetic; null when there is no price or it cannot be calculated.</param>
/// <param name="Currency">What the amounts are in.</param>
public sealed record WorkloadCost(ModelRow Row, PriceEstimate? Estimate, string Currency)
{
    /// <summary>One real call.</summary>
    public decimal? Fresh => Estimate?.Fresh.Amount;

    /// <summary>One replay.</summary>
    public decimal? Replay => Estimate?.Replay.Amount;

    /// <summary>The cost of one request of that size now.</summary>
    /// <param name="row">The model with its offer.</param>
    /// <param name="inputTokens">Input of one request.</param>
    /// <param name="outputTokens">Output of one request.</param>
    /// <param name="view">The page; amounts are in its currency where a rate is known, else as listed.</param>
    public static WorkloadCost Of(ModelRow row, long inputTokens, long outputTokens, SiteView view)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(view);
        if (row.Offer?.Price is not { } price)
        {
            return new WorkloadCost(row, null, view.Currency);
        }

        var currency = price.Currency == view.Currency || view.Snapshot.Rates.ContainsKey((price.Currency, view.Currency)) ? view.Currency : price.Currency;
        var usage = new Usage(UsageSource.Estimated, inputTokens, 0, 0, row.HasOutput ? outputTokens : 0, 0);
        return PriceEstimate.Of(price, usage, view.Now, null, currency, view.Snapshot.ExactCacheDiscount, view.Snapshot.Rates).TryGet(out var estimate, out _)
            ? new WorkloadCost(row, estimate, currency)
            : new WorkloadCost(row, null, currency);
    }
}
