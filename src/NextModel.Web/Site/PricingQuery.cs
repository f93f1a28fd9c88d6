using Microsoft.AspNetCore.Http;

namespace NextModel.Web.Site;

/// <summary>The one model and request the pricing page adds up.</summary>
/// <param name="Model">The model; null when the catalog is empty.</param>
/// <param name="Unknown">The id that was asked for and names no model; null when it does.</param>
/// <param name="Input">Input tokens.</param>
/// <param name="Output">Output tokens.</param>
/// <param name="Requests">How many of them.</param>
public sealed record PricingQuery(ModelRow? Model, string? Unknown, NumberField Input, NumberField Output, NumberField Requests)
{
    private const string Example = "claude-sonnet-5-5";

    /// <summary>Reads the query of a page.</summary>
    public static PricingQuery Read(IQueryCollection query, SiteView view)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(view);
        var asked = query["model"].ToString().Trim();
        var found = asked.Length > 0 ? view.Catalog.Find(asked) : null;
        var model = found ?? view.Catalog.Find(Example) ?? CatalogRows.Real(view.Catalog).FirstOrDefault();
        return new PricingQuery(
            model is null ? null : ModelRow.Of(model, view.Currency, view),
            asked.Length > 0 && found is null ? (asked.Length > 100 ? asked[..100] : asked) : null,
            NumberField.Read(query["in"], 1_000_000, 10_000_000),
            NumberField.Read(query["out"], 1_000_000, 10_000_000),
            NumberField.Read(query["n"], 1, 1_000_000_000));
    }
}
