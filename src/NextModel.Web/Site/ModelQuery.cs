using Microsoft.AspNetCore.Http;
using NextModel.Catalog;

namespace NextModel.Web.Site;

/// <summary>What a reader wants to see of the catalog; it stands in the address, so that it can be shared.</summary>
public sealed record ModelQuery
{
    /// <summary>Context windows that can be asked for.</summary>
    public static IReadOnlyList<long> Contexts { get; } = [128_000, 256_000, 1_000_000];

    /// <summary>What can be sorted by.</summary>
    public static IReadOnlyList<string> Sorts { get; } = ["name", "input", "output", "context"];

    /// <summary>Capabilities that can be asked for, with the letter they have in the table.</summary>
    public static IReadOnlyList<(Capability Capability, string Letter)> Capabilities { get; } =
        [(Capability.Tools, "T"), (Capability.JsonSchema, "J"), (Capability.Vision, "V"), (Capability.Audio, "A"), (Capability.Reasoning, "R")];

    /// <summary>Part of a name or id.</summary>
    public string Find { get; init; } = "";

    public IReadOnlyList<string> Regions { get; init; } = [];

    public IReadOnlyList<string> Fits { get; init; } = [];

    /// <summary>Must be documented.</summary>
    public Capability Can { get; init; }

    /// <summary>Most per 1,000,000 output tokens, in the currency of the page; 0 for any.</summary>
    public NumberField MaxOutput { get; init; } = NumberField.Read(null, 0, 0);

    /// <summary>Least context window; 0 for any.</summary>
    public long Context { get; init; }

    /// <summary>The currency asked for; <c>list</c> for as listed; empty for the reader's.</summary>
    public string Currency { get; init; } = "";

    public string Sort { get; init; } = "output";

    public bool IsDescending { get; init; }

    /// <summary>Models on a page.</summary>
    public const int PageSize = 50;

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    public bool IsFiltered => Find.Length > 0 || Regions.Count > 0 || Fits.Count > 0 || Can != Capability.None || MaxOutput.Value > 0 || Context > 0;

    /// <summary>Reads the query of a page; a value that is none is left out.</summary>
    public static ModelQuery Read(IQueryCollection query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var sort = query["sort"].ToString();
        var find = query["q"].ToString().Trim();
        return new ModelQuery
        {
            Find = find.Length > 100 ? find[..100] : find,
            Regions = Words(query["region"]),
            Fits = Words(query["fit"]),
            Can = query["can"].Select(name => CapabilityNames.Parse(name ?? "") ?? Capability.None).Aggregate(Capability.None, (all, one) => all | one),
            MaxOutput = NumberField.Read(query["max"], 0, 1_000_000),
            Context = long.TryParse(query["context"], out var context) && Contexts.Contains(context) ? context : 0,
            Currency = query["currency"].ToString() is { Length: 3 or 4 } currency && currency.All(char.IsAsciiLetter) ? currency : "",
            Sort = Sorts.Contains(sort.TrimStart('-')) ? sort.TrimStart('-') : "output",
            IsDescending = sort.StartsWith('-'),
            Page = int.TryParse(query["page"], out var page) && page is > 0 and < 1000 ? page : 1,
        };
    }

    /// <summary>The models asked for, in the order asked for; what has no figure comes last.</summary>
    public IEnumerable<ModelRow> Apply(IEnumerable<ModelRow> rows)
    {
        var wanted = rows.Where(row =>
            (Find.Length == 0 || row.Id.Contains(Find, StringComparison.OrdinalIgnoreCase) || row.Name.Contains(Find, StringComparison.OrdinalIgnoreCase))
            && (Regions.Count == 0 || (row.Offer is { } offer && Regions.Contains(offer.Region)))
            && Fits.All(fit => row.Model.Model.WorkloadFit.Any(one => one.Workload == fit))
            && (Can == Capability.None || row.Can(Can) == true)
            && (MaxOutput.Value == 0 || (row.Price is { } price && row.HasOutput && price.Output <= MaxOutput.Value))
            && (Context == 0 || row.Model.Model.ContextWindow >= Context));
        return Sort switch
        {
            "name" => IsDescending ? wanted.OrderByDescending(row => row.Name, StringComparer.OrdinalIgnoreCase) : wanted.OrderBy(row => row.Name, StringComparer.OrdinalIgnoreCase),
            "input" => Order(wanted, row => row.Price?.Input),
            "context" => Order(wanted, row => row.Model.Model.ContextWindow),
            _ => Order(wanted, row => row.HasOutput ? row.Price?.Output : null),
        };
    }

    /// <summary>The query string of this view with some other values.</summary>
    public string Link(string? sort = null, string? currency = null, int page = 1)
    {
        var parts = new List<string>();
        void Add(string name, string value) => parts.Add($"{name}={Uri.EscapeDataString(value)}");
        if (Find.Length > 0)
        {
            Add("q", Find);
        }

        foreach (var region in Regions)
        {
            Add("region", region);
        }

        foreach (var fit in Fits)
        {
            Add("fit", fit);
        }

        foreach (var (capability, _) in Capabilities.Where(c => Can.HasFlag(c.Capability)))
        {
            Add("can", CapabilityNames.Of(capability).First());
        }

        if (MaxOutput.Value > 0)
        {
            Add("max", MaxOutput.Text);
        }

        if (Context > 0)
        {
            Add("context", Context.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        if ((currency ?? Currency) is { Length: > 0 } chosen)
        {
            Add("currency", chosen);
        }

        var by = sort ?? (IsDescending ? "-" : "") + Sort;
        if (by != "output")
        {
            Add("sort", by);
        }

        if (page > 1)
        {
            Add("page", page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    private static IReadOnlyList<string> Words(Microsoft.Extensions.Primitives.StringValues values) =>
        [.. values.OfType<string>().Where(value => value.Length is > 0 and <= 40).Distinct(StringComparer.Ordinal)];

    // Only figures of one currency can be put in order; the rest follows by currency.
    private IEnumerable<ModelRow> Order<T>(IEnumerable<ModelRow> rows, Func<ModelRow, T?> by)
        where T : struct
    {
        var first = rows.OrderBy(row => by(row) is null).ThenBy(row => Sort == "context" ? "" : row.Price?.Currency == "USD" ? "" : row.Price?.Currency ?? "", StringComparer.Ordinal);
        return (IsDescending ? first.ThenByDescending(by) : first.ThenBy(by)).ThenBy(row => row.Id, StringComparer.Ordinal);
    }
}
