using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Ledger;
using NextModel.Metering;
using NextModel.Providers;

namespace NextModel.Pipeline;

/// <summary>What the facts of a ledger entry cost.</summary>
internal static class EntryCharge
{
    /// <summary>The charge for some usage at a flat price.</summary>
    /// <param name="entry">Whose it is and how it was served.</param>
    /// <param name="price">The price; null where there is none.</param>
    /// <param name="billed">The usage.</param>
    /// <param name="snapshot">Its rates and discounts.</param>
    public static Charge Of(LedgerEntry entry, Price? price, in Usage billed, GatewaySnapshot snapshot)
    {
        var currency = entry.Caller.Organization.Currency;
        var fx = price is null || price.Currency == currency ? null : snapshot.Rates.GetValueOrDefault((price.Currency, currency));
        var terms = new ChargeTerms(price, currency, snapshot.ExactCacheDiscount, fx)
        {
            ByokFee = entry.Offer?.Source.CredentialId is null ? null : snapshot.ByokFee,
            Units = entry.Units,
        };

        // Configuration was checked against these terms, so only counts beyond belief fail here: they are recorded and cost nothing.
        return ChargeCalculator.Calculate(billed, entry.ServeMode, terms).TryGet(out var charge, out _) ? charge : Charge.Nothing(currency);
    }

    /// <summary>Notes what the provider will ask for an attempt: the lines, in the price's own currency.</summary>
    public static void NoteCost(Attempt served, Charge charge)
    {
        var cost = 0m;
        for (var i = 0; i < charge.Lines.Count; i++)
        {
            cost += charge.Lines[i].Item == "rounding" ? 0m : charge.Lines[i].Amount;
        }

        served.Cost = cost;
        served.CostCurrency = charge.Price!.Currency;
    }
}
