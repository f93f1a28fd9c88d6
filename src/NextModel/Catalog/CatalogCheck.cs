using System.Globalization;

namespace NextModel.Catalog;

/// <summary>Finds prices that are old, undated, disputed, out of line or missing, and models that should be gone.</summary>
public static class CatalogCheck
{
    /// <summary>Days after which a price counts as stale.</summary>
    public const int FreshDays = 30;

    public static IEnumerable<CatalogFinding> Examine(ModelCatalog catalog, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        foreach (var (_, model) in catalog.Models)
        {
            if (model.RetiresOn <= today)
            {
                yield return new("retired", model.Id, "", string.Create(
                    CultureInfo.InvariantCulture, $"its retirement was announced for {model.RetiresOn:yyyy-MM-dd}: is it still there?"));
            }

            var list = model.Offers.SelectMany(o => o.Prices).FirstOrDefault(p => p is { Basis: "list", Currency: "USD" });
            foreach (var finding in model.Offers.SelectMany(offer => Examine(model, offer, list, today)))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<CatalogFinding> Examine(CatalogModel model, CatalogOffer offer, PriceSheet? list, DateOnly today)
    {
        if (offer.Prices.Count == 0)
        {
            yield return new("missing", model.Id, offer.Source, "no price is known: usage is recorded and nothing is charged.");
            yield break;
        }

        var charged = offer.Prices[0];
        if (model.Price(offer, charged) is null)
        {
            yield return new("missing", model.Id, offer.Source, "its price has no figure for input or for output.");
        }

        if (charged.AsOf is not { } day)
        {
            yield return new("undated", model.Id, offer.Source, $"nobody knows from when the price is ({charged.Evidence}).");
        }
        else if (today.DayNumber - day.DayNumber > FreshDays)
        {
            yield return new("stale", model.Id, offer.Source, string.Create(
                CultureInfo.InvariantCulture, $"the price is of {day:yyyy-MM-dd}, {today.DayNumber - day.DayNumber} days ago."));
        }

        if (charged.Confidence?.StartsWith("disputed", StringComparison.Ordinal) == true)
        {
            yield return new("disputed", model.Id, offer.Source, charged.OtherFigures.Count == 0
                ? charged.Confidence + "."
                : $"{charged.Input}/{charged.CachedInput}/{charged.Output} is charged; {string.Join("; ", charged.OtherFigures)}.");
        }

        if (list is not null && charged is { Currency: "USD", Basis: "router" or "converted" } && charged.Input < list.Input / 2)
        {
            yield return new("suspicious", model.Id, offer.Source, string.Create(
                CultureInfo.InvariantCulture,
                $"input at {charged.Input} is under half of the list's {list.Input}{(offer.Held is null ? "" : "; it is held: neither called nor billed")}."));
        }
    }
}
