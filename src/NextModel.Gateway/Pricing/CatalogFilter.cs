using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;

namespace NextModel.Gateway.Pricing;

/// <summary>The query of <c>GET /api/catalog</c>. A name nobody knows is refused: a filter that does nothing would lie.</summary>
internal sealed record CatalogFilter
{
    private static readonly string[] Known =
        ["capability", "region", "source", "developer", "workload", "max_input_price", "max_output_price", "min_context", "callable", "featured", "sort"];

    private static readonly string[] Sorts = ["id", "input_price", "output_price", "context", "released"];

    public Capability Capabilities { get; init; }

    public string? Region { get; init; }

    public string? Source { get; init; }

    public string? Developer { get; init; }

    public string? Workload { get; init; }

    /// <summary>Per 1,000,000 tokens, in the ledger currency.</summary>
    public decimal? MaxInputPrice { get; init; }

    /// <inheritdoc cref="MaxInputPrice"/>
    public decimal? MaxOutputPrice { get; init; }

    public long? MinContext { get; init; }

    public bool? Callable { get; init; }

    public bool? Featured { get; init; }

    public string Sort { get; init; } = "id";

    public bool Descending { get; init; }

    /// <param name="query">The query as it came.</param>
    /// <param name="listing">What there is: a name that nothing in it has is refused.</param>
    public static Result<CatalogFilter> Read(IQueryCollection query, CatalogListing listing)
    {
        if (query.Keys.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
        {
            return Wrong(Header.Show(unknown), $"There is no filter '{Header.Show(unknown)}'. Known: {string.Join(", ", Known)}.");
        }

        if (query.FirstOrDefault(q => q.Key != "capability" && q.Value.Count > 1).Key is { } twice)
        {
            return Wrong(twice, $"'{twice}' is given twice.");
        }

        var capabilities = Capability.None;
        foreach (var name in query["capability"].SelectMany(value => (value ?? "").Split(',')))
        {
            if (CapabilityNames.Parse(name) is not { } capability)
            {
                return Wrong("capability", $"'{Header.Show(name)}' is no capability. Known: {CapabilityNames.Known}.");
            }

            capabilities |= capability;
        }

        if (WhyNotNamed(query, listing) is { } unnamed)
        {
            return unnamed;
        }

        var sort = query["sort"].ToString();
        var by = sort.StartsWith('-') ? sort[1..] : sort;
        if (sort.Length > 0 && !Sorts.Contains(by))
        {
            return Wrong("sort", $"'{Header.Show(sort)}' is not one of {string.Join(", ", Sorts)}, with a '-' before it to turn the order round.");
        }

        if (Number(query, "max_input_price", out var input) is { } badInput)
        {
            return badInput;
        }

        if (Number(query, "max_output_price", out var output) is { } badOutput)
        {
            return badOutput;
        }

        if (Number(query, "min_context", out var context) is { } badContext)
        {
            return badContext;
        }

        if (Flag(query, "callable", out var callable) is { } badCallable)
        {
            return badCallable;
        }

        return Flag(query, "featured", out var featured) is { } badFeatured
            ? badFeatured
            : new CatalogFilter
            {
                Capabilities = capabilities,
                Region = Text(query, "region"),
                Source = Text(query, "source"),
                Developer = Text(query, "developer"),
                Workload = Text(query, "workload"),
                MaxInputPrice = input,
                MaxOutputPrice = output,
                MinContext = (long?)context,
                Callable = callable,
                Featured = featured,
                Sort = sort.Length == 0 ? "id" : by,
                Descending = sort.StartsWith('-'),
            };
    }

    /// <summary>The models that pass, each with those of its offers that do, in order. What is not known does not pass.</summary>
    public IEnumerable<ListedModel> Apply(CatalogListing listing)
    {
        var models = listing.Models
            .Where(m => Capabilities == Capability.None || m.Model.Capabilities.Can(Capabilities) == true)
            .Where(m => Developer is null || DeveloperOf(m) == Developer)
            .Where(m => Workload is null || m.Model.WorkloadFit.Any(fit => fit.Workload == Workload))
            .Where(m => MinContext is null || m.Model.ContextWindow >= MinContext)
            .Where(m => Callable is null || m.IsCallable == Callable)
            .Where(m => Featured is null || (m.Entry?.Featured ?? false) == Featured)
            .Select(m => m with { Offers = [.. m.Offers.Where(offer => Passes(offer, listing.Snapshot))] })
            .Where(m => m.Offers.Count > 0);
        return Sort switch
        {
            "input_price" => Order(models, m => Cheapest(m, listing.Snapshot, price => price.Input)),
            "output_price" => Order(models, m => Cheapest(m, listing.Snapshot, price => price.Output)),
            "context" => Order(models, m => m.Model.ContextWindow),
            "released" => Order(models, m => m.Model.Created == 0 ? (long?)null : m.Model.Created),
            _ => Descending ? models.Reverse() : models,
        };
    }

    /// <summary>A figure in the ledger currency; null when there is no rate for it.</summary>
    public static decimal? Converted(Price? price, GatewaySnapshot snapshot, Func<Price, decimal> figure) => price is null
        ? null
        : price.Currency == snapshot.Currency ? figure(price)
        : snapshot.Rates.TryGetValue((price.Currency, snapshot.Currency), out var fx) ? figure(price) * fx.Rate : null;

    /// <summary>Who makes a model, as the catalog shows it.</summary>
    private static string DeveloperOf(ListedModel model) => model.Developer?.Id ?? model.Model.OwnedBy;

    // What nothing in the catalog has is a typing error, not an empty answer.
    private static GatewayError? WhyNotNamed(IQueryCollection query, CatalogListing listing) =>
        WhyNotNamed(query, "region", "source is in a region", listing.Models.SelectMany(m => m.Offers).Select(o => o.Region).Concat(ModelCatalog.BuiltIn.Sources.Select(s => s.Region)))
        ?? WhyNotNamed(query, "source", "source is called", listing.Models.SelectMany(m => m.Offers).Select(o => o.Source).Concat(ModelCatalog.BuiltIn.Sources.Select(s => s.Id)))
        ?? WhyNotNamed(query, "developer", "model is made by", listing.Models.Select(DeveloperOf))
        ?? WhyNotNamed(query, "workload", "model is said to fit", listing.Models.SelectMany(m => m.Model.WorkloadFit).Select(fit => fit.Workload));

    private static GatewayError? WhyNotNamed(IQueryCollection query, string name, string what, IEnumerable<string> names)
    {
        if (Text(query, name) is not { } wanted)
        {
            return null;
        }

        var known = names.ToHashSet(StringComparer.Ordinal);
        return known.Contains(wanted)
            ? null
            : Wrong(name, $"No {what} '{Header.Show(wanted)}'. Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
    }

    private bool Passes(ListedOffer offer, GatewaySnapshot snapshot) =>
        (Region is null || offer.Region == Region)
        && (Source is null || offer.Source == Source)
        && (MaxInputPrice is null || Converted(offer.Price, snapshot, price => price.Input) <= MaxInputPrice)
        && (MaxOutputPrice is null || Converted(offer.Price, snapshot, price => price.Output) <= MaxOutputPrice);

    private static decimal? Cheapest(ListedModel model, GatewaySnapshot snapshot, Func<Price, decimal> figure) =>
        model.Offers.Min(offer => Converted(offer.Price, snapshot, figure));

    // What is not known comes last, whichever way the rest goes.
    private IEnumerable<ListedModel> Order<T>(IEnumerable<ListedModel> models, Func<ListedModel, T?> by)
        where T : struct
    {
        var known = models.OrderBy(m => by(m) is null);
        return (Descending ? known.ThenByDescending(by) : known.ThenBy(by)).ThenBy(m => m.Model.Id, StringComparer.Ordinal);
    }

    private static string? Text(IQueryCollection query, string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;

    private static GatewayError? Number(IQueryCollection query, string name, out decimal? number)
    {
        number = null;
        if (!query.TryGetValue(name, out var text))
        {
            return null;
        }

        var reads = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read) && read <= 1_000_000_000m;
        number = read;
        return reads ? null : Wrong(name, $"'{name}' is '{Header.Show(text)}', not a number of at least 0.");
    }

    private static GatewayError? Flag(IQueryCollection query, string name, out bool? flag)
    {
        flag = null;
        if (!query.TryGetValue(name, out var text))
        {
            return null;
        }

        flag = text == "true";
        return text == "true" || text == "false" ? null : Wrong(name, $"'{name}' is '{Header.Show(text)}', neither true nor false.");
    }

    private static GatewayError Wrong(string name, string message) => new(GatewayErrorCode.InvalidRequest, message, name);
}
