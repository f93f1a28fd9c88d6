using Microsoft.AspNetCore.Http;

namespace NextModel.Web.Site;

/// <summary>Which models are compared, for what workload; it stands in the address.</summary>
/// <param name="Models">At most <see cref="Most"/>, as they were asked for.</param>
/// <param name="Unknown">Ids that name no model.</param>
/// <param name="Input">Input tokens of one request.</param>
/// <param name="Output">Output tokens of one request.</param>
/// <param name="Requests">Requests a month.</param>
/// <param name="Share">Share of them that repeat an earlier one, in per cent.</param>
public sealed record CompareQuery(
    IReadOnlyList<ModelRow> Models, IReadOnlyList<string> Unknown, NumberField Input, NumberField Output, NumberField Requests, NumberField Share)
{
    /// <summary>Most models side by side.</summary>
    public const int Most = 6;

    /// <summary>Shown when nobody has chosen: models of several makers and prices, those of them that the catalog has.</summary>
    private static readonly string[] Examples = ["claude-sonnet-5-5", "gpt-5-4-mini", "deepseek-flash", "doubao-seed-2-0-mini"];

    /// <summary>Reads the query of a page. Ids come as <c>ids=a&amp;ids=b</c> or <c>ids=a,b</c>.</summary>
    public static CompareQuery Read(IQueryCollection query, SiteView view)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(view);
        var asked = query["ids"].OfType<string>().SelectMany(ids => ids.Split(',')).Select(id => id.Trim()).Where(id => id.Length is > 0 and <= 100).Distinct(StringComparer.Ordinal).ToList();
        var ids = asked.Count > 0 ? asked : [.. Examples];
        var found = ids.Select(view.Catalog.Find).OfType<Configuration.ListedModel>().DistinctBy(model => model.Model.Id).Take(Most);
        return new CompareQuery(
            [.. found.Select(model => ModelRow.Of(model, view.Currency, view))],
            [.. asked.Where(id => view.Catalog.Find(id) is null).Take(Most)],
            NumberField.Read(query["in"], 1_200, 10_000_000),
            NumberField.Read(query["out"], 350, 10_000_000),
            NumberField.Read(query["n"], 100_000, 1_000_000_000),
            NumberField.Read(query["share"], 30, 100));
    }
}
