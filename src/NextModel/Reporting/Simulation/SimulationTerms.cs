using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Identity;

namespace NextModel.Reporting.Simulation;

/// <summary>What a simulation reckons with: the catalog and the terms of today.</summary>
/// <param name="ModelsOf">What a caller can name, by id, with the offers under its own credentials.</param>
/// <param name="Rates">Rates by (price currency, ledger currency).</param>
/// <param name="ExactCacheDiscount">What a replay is cheaper by, 0 to 1.</param>
/// <param name="Currency">The ledger currency.</param>
/// <param name="BudgetUsedPercent">How much of every budget is taken to be used, 0 to 100.</param>
public sealed record SimulationTerms(
    Func<Caller, IReadOnlyDictionary<string, Model>> ModelsOf,
    IReadOnlyDictionary<(string From, string To), FxRate> Rates,
    decimal ExactCacheDiscount,
    string Currency,
    decimal BudgetUsedPercent)
{
    /// <summary>Share of the list price that a request under the organization's own credential costs, 0 to 1.</summary>
    public decimal ByokFee { get; init; }

    /// <summary>The terms that an offer's tokens are charged on.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="at">When the request began.</param>
    /// <param name="inputTokens">All its input.</param>
    public ChargeTerms Of(Offer offer, DateTimeOffset at, long inputTokens)
    {
        ArgumentNullException.ThrowIfNull(offer);
        var price = offer.Price?.For(at, inputTokens, null);
        var fx = price is null || price.Currency == Currency ? null : Rates.GetValueOrDefault((price.Currency, Currency));
        return new ChargeTerms(price, Currency, ExactCacheDiscount, fx) { ByokFee = offer.Source.CredentialId is null ? null : ByokFee };
    }
}
