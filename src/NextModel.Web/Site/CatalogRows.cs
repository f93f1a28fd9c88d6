using NextModel.Catalog;
using NextModel.Configuration;

namespace NextModel.Web.Site;

/// <summary>The models the site shows: all that can be told apart from a simulation.</summary>
public static class CatalogRows
{
    /// <summary>A line for each model, by id.</summary>
    /// <param name="view">The page.</param>
    /// <param name="currency">The currency wanted; null for as listed.</param>
    public static IEnumerable<ModelRow> Of(SiteView view, string? currency)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Real(view.Catalog).Select(model => ModelRow.Of(model, currency, view));
    }

    /// <summary>Names of the models that can be called now, simulated ones last.</summary>
    public static IEnumerable<string> Callable(SiteView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Catalog.Models.Where(model => model.IsCallable).OrderBy(model => model.Offers.All(offer => offer.Source == BuiltInSources.SandboxId)).Select(model => model.Model.Id);
    }

    /// <summary>Every model but the simulated ones.</summary>
    public static IEnumerable<ListedModel> Real(CatalogListing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return listing.Models.Where(model => model.Entry is not null || model.Offers.Any(offer => offer.Source != BuiltInSources.SandboxId));
    }
}
