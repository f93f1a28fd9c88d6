using System.Runtime.CompilerServices;
using NextModel.Catalog;

namespace NextModel.Configuration;

/// <summary>Everything the catalog and the configuration know of, callable or not, as of one snapshot.</summary>
public sealed class CatalogListing
{
    private static readonly ConditionalWeakTable<GatewaySnapshot, CatalogListing> Made = [];

    private readonly Dictionary<string, ListedModel> _byName = new(StringComparer.Ordinal);

    private CatalogListing(GatewaySnapshot snapshot, ModelCatalog catalog)
    {
        Snapshot = snapshot;
        var developers = catalog.Models.ToDictionary(m => m.Model.Id, m => m.Developer, StringComparer.Ordinal);
        var callable = snapshot.Listed.Select(model => catalog.Find(model.Id) is { } entry
            ? List(model, developers[entry.Id], entry)
            : new ListedModel(model, null, null, [.. model.Offers.Select(offer => Live(offer, null))]));
        var others = catalog.Models.Where(m => !snapshot.Models.ContainsKey(m.Model.Id))
            .Select(m => List(m.Model.Describe(new Model(m.Model.Id, []), m.Developer), m.Developer, m.Model));
        Models = [.. callable.Concat(others).OrderBy(m => m.Model.Id, StringComparer.Ordinal)];
        foreach (var model in Models)
        {
            _byName.TryAdd(model.Model.Id, model);
        }

        foreach (var model in Models)
        {
            foreach (var alias in model.Entry?.Aliases ?? [])
            {
                _byName.TryAdd(alias, model);
            }
        }
    }

    public GatewaySnapshot Snapshot { get; }

    /// <summary>By id.</summary>
    public IReadOnlyList<ListedModel> Models { get; }

    /// <summary>The listing of a snapshot; made once for each.</summary>
    public static CatalogListing Of(GatewaySnapshot snapshot) => Made.GetValue(snapshot, static one => new CatalogListing(one, ModelCatalog.BuiltIn));

    /// <summary>The model of that id or alias; null when there is none.</summary>
    public ListedModel? Find(string name) => _byName.GetValueOrDefault(name);

    private ListedModel List(Model model, CatalogDeveloper developer, CatalogModel entry)
    {
        var offers = model.Offers.Select(offer => Live(offer, entry)).ToList();
        offers.AddRange(entry.Offers.Where(o => offers.TrueForAll(live => live.Source != o.Source)).Select(o => new ListedOffer(
            o.Source, ModelCatalog.BuiltIn.FindSource(o.Source)!.Region, o.UpstreamModel, false, PriceOf(entry, o), o)));
        return new ListedModel(model, developer, entry, offers);
    }

    private static ListedOffer Live(Offer offer, CatalogModel? entry) => new(
        offer.Source.Id, offer.Source.Region, offer.UpstreamModel, true, offer.Price,
        entry?.Offers.FirstOrDefault(o => o.Source == offer.Source.Id && o.UpstreamModel == offer.UpstreamModel));

    // The list that would be charged, else the first one: a price that cannot be converted is still a price.
    private Price? PriceOf(CatalogModel entry, CatalogOffer offer)
    {
        var prices = offer.Prices.Select(sheet => entry.Price(offer, sheet)).OfType<Price>().ToList();
        return prices.FirstOrDefault(price => price.Currency == Snapshot.Currency || Snapshot.Rates.ContainsKey((price.Currency, Snapshot.Currency)))
            ?? prices.FirstOrDefault();
    }
}
