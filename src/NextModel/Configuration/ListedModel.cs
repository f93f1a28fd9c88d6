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
}
