using NextModel.Catalog;

namespace NextModel.Configuration;

/// <summary>A model as it is shown: its facts in force, and every offer that is known of.</summary>
/// <param name="Model">Facts; its own offers are only those that can be called.</param>
/// <param name="Developer">Who makes it; null for a model of the configuration file.</param>
/// <param name="Entry">The catalog's entry; null for a model of the configuration file.</param>
/// <param name="Offers">Callable ones first, in the order they are tried.</param>
public sealed record ListedModel(Model Model, CatalogDeveloper? Developer, CatalogModel? Entry, IReadOnlyList<ListedOffer> Offers)
{
    public bool IsCallable => Model.Offers.Count > 0;

    /// <summary>
    /// The offer that stands for the model where one price is shown: one that can be called before one that cannot, one that is held back
    /// only where it was asked for by name. Null when no price is known.
    /// </summary>
    /// <param name="source">Id of the source it must be at; null for any.</param>
    public ListedOffer? PricedOffer(string? source = null)
    {
        var offers = Offers.Where(o => o.Price is not null && (source is null || o.Source == source)).ToList();
        return offers.FirstOrDefault(o => o.IsCallable)
            ?? offers.FirstOrDefault(o => o.Entry?.Held is null)
            ?? (source is null ? null : offers.FirstOrDefault());
    }
}
