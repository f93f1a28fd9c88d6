using NextModel.Catalog;
using NextModel.Configuration;

namespace NextModel.Web.Site;

/// <summary>A model as a line of a table: its facts, the offer that is shown first, and that offer's price.</summary>
/// <param name="Model">The model.</param>
/// <param name="Offer">The offer that would be used, or the first there is; null for none.</param>
/// <param name="Price">Its price in the page's currency; null when none is known.</param>
public sealed record ModelRow(ListedModel Model, ListedOffer? Offer, ShownPrice? Price)
{
    public string Id => Model.Model.Id;

    public string Name => Model.Model.Name ?? Model.Model.Id;

    /// <summary>False for embeddings, which have no output to pay for.</summary>
    public bool HasOutput => Model.Model.Capabilities.Can(Capability.Embeddings) != true;

    /// <summary>True for models that only make images: their output is not text.</summary>
    public bool MakesImages => Model.Model.Capabilities.Can(Capability.Images) == true && Model.Model.Capabilities.Can(Capability.Chat) != true;

    public bool? Can(Capability capability) => Model.Model.Capabilities.Can(capability);

    /// <summary>A line for a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="currency">The currency wanted; null for as listed.</param>
    /// <param name="view">The page.</param>
    public static ModelRow Of(ListedModel model, string? currency, SiteView view)
    {
        ArgumentNullException.ThrowIfNull(model);
        var offer = model.PricedOffer() ?? (model.Offers.Count > 0 ? model.Offers[0] : null);
        return new ModelRow(model, offer, ShownPrice.Of(offer, currency, view));
    }
}
