using System.Globalization;
using NextModel.Catalog;

namespace NextModel.Configuration;

/// <summary>
/// The models that can be called: those of the configuration file, with what it leaves out taken from the catalog, and those of the
/// catalog that a live source offers.
/// </summary>
internal sealed class ModelBuilder(
    ModelCatalog catalog, IReadOnlyDictionary<string, Source> sources, BillingOptions billing, List<ConfigurationProblem> problems)
{
    private readonly Dictionary<string, Model> _models = new(StringComparer.Ordinal);
    private readonly HashSet<string> _withheld = new(StringComparer.Ordinal);
    private readonly List<string> _lacking = [];
    private readonly SortedDictionary<string, int> _unconverted = new(StringComparer.Ordinal);

    /// <summary>What an operator should know about prices: currencies of the catalog that no rate is set for.</summary>
    public IEnumerable<string> Notes => _unconverted.Select(currency => string.Create(
        CultureInfo.InvariantCulture,
        $"{currency.Value} offers have prices in {currency.Key} only, and there is no rate for it: their usage is recorded and not charged. "
        + $"Set billing.fx.{currency.Key} and billing.fx.as_of in nextmodel.yaml."));

    /// <summary>What entries of the admin API name and is not there now: they are left without it, and have it again when it is back.</summary>
    public IReadOnlyList<string> Lacking => _lacking;

    /// <summary>All models by id and by alias.</summary>
    public Dictionary<string, Model> Build(IReadOnlyList<ModelOptions> configured)
    {
        foreach (var options in configured)
        {
            Add(options);
        }

        foreach (var (developer, entry) in catalog.Models.Where(m => !_models.ContainsKey(m.Model.Id) && !_withheld.Contains(m.Model.Id)))
        {
            var offers = CatalogOffers(entry);
            if (offers.Count > 0)
            {
                _models.Add(entry.Id, entry.Describe(new Model(entry.Id, offers), developer));
            }
        }

        foreach (var (_, entry) in catalog.Models.Where(m => _models.ContainsKey(m.Model.Id)))
        {
            foreach (var alias in entry.Aliases)
            {
                _models.TryAdd(alias, _models[entry.Id]);
            }
        }

        return _models;
    }

    private void Add(ModelOptions options)
    {
        if (options.Id.Length is 0 or > 128 || options.Id.Any(c => c is <= ' ' or > '~'))
        {
            Report(options.Where, $"the model id '{options.Id}' may only have 1 to 128 printable ASCII characters without spaces.");
            return;
        }

        var entry = catalog.Find(options.Id);
        var offers = options.Offers.Count > 0 || entry is null
            ? options.Offers.Select(offer => Offer(options, offer, entry)).OfType<Offer>().ToList()
            : CatalogOffers(entry);
        if (options.Offers.Count == 0 && entry is null)
        {
            Report($"{options.Where}.offers", "needs at least one offer: '- { source: …, upstream_model: … }'.");
            return;
        }

        if (options.Offers.Count == 0 && offers.Count == 0)
        {
            Lack(options, $"{options.Where}.offers", $"no source that offers '{entry!.Id}' is live: {string.Join(", ", entry.Offers.Select(o => o.Source))}. Set the key of one, or give offers.");
        }

        if (offers.Count == 0 && (options.Version is not null || options.Offers.Count == 0))
        {
            _withheld.Add(options.Id);
            return;
        }

        var model = new Model(options.Id, offers);
        model = entry is null ? model : entry.Describe(model, catalog.Developers.First(d => d.Models.Contains(entry)));
        model = model with
        {
            OwnedBy = options.OwnedBy ?? model.OwnedBy,
            Name = options.Name ?? model.Name,
            Tokenizer = options.Tokenizer ?? model.Tokenizer,
            TokenizerIsExact = options.Tokenizer is not null || model.TokenizerIsExact,
            ContextWindow = options.ContextWindow ?? model.ContextWindow,
            MaxOutputTokens = options.MaxOutputTokens ?? model.MaxOutputTokens,
            Capabilities = model.Capabilities.OverriddenBy(options.Capabilities),
            Status = options.Status ?? model.Status,
            RetiresOn = options.RetiresOn ?? model.RetiresOn,
            WorkloadFit = options.WorkloadFit ?? model.WorkloadFit,
            Version = options.Version,
        };
        if (!_models.TryAdd(options.Id, model))
        {
            Report(options.Where, $"the model id '{options.Id}' stands in the file twice. Put both offers under one model.");
        }
    }

    private Offer? Offer(ModelOptions model, OfferOptions options, CatalogModel? entry)
    {
        if (!sources.TryGetValue(options.Source, out var source))
        {
            Lack(model, options.Where, UnknownSource(options.Source));
            return null;
        }

        var listed = entry?.Offers.FirstOrDefault(o =>
            o.Source == options.Source && (options.UpstreamModel is null || options.UpstreamModel == o.UpstreamModel));
        if ((options.UpstreamModel ?? listed?.UpstreamModel) is not { Length: > 0 } upstreamModel)
        {
            Report($"{options.Where}.upstream_model", "is required and must not be empty: what the source calls the model.");
            return null;
        }

        if (options.Price is not { } sheet)
        {
            return new Offer(source, upstreamModel, listed is null ? null : CatalogPrice(entry!, listed));
        }

        CheckCurrency($"{options.Where}.price.currency", sheet.Currency);
        return new Offer(source, upstreamModel, PriceMaker.Make(sheet, "config", hasOutput: true, out _));
    }

    private List<Offer> CatalogOffers(CatalogModel entry)
    {
        var offers = new List<Offer>();
        foreach (var offer in entry.Offers)
        {
            if (offer.Held is null && sources.TryGetValue(offer.Source, out var source))
            {
                offers.Add(new Offer(source, offer.UpstreamModel, CatalogPrice(entry, offer)));
            }
        }

        return offers;
    }

    // The first list whose currency has a rate; none is charged in a currency nobody can convert.
    private Price? CatalogPrice(CatalogModel entry, CatalogOffer offer)
    {
        foreach (var sheet in offer.Prices.Where(p => billing.UnitsPerDollar.ContainsKey(p.Currency)))
        {
            if (entry.Price(offer, sheet) is { } price)
            {
                return price;
            }
        }

        if (offer.Prices.Count > 0)
        {
            _unconverted[offer.Prices[0].Currency] = _unconverted.GetValueOrDefault(offer.Prices[0].Currency) + 1;
        }

        return null;
    }

    private string UnknownSource(string id) => catalog.FindSource(id) switch
    {
        null => $"there is no source '{id}'. Live sources: {string.Join(", ", sources.Keys.Order(StringComparer.Ordinal))}.",
        { } listed when DialectNames.Find(listed.Dialect) is null =>
            $"the source '{id}' speaks {listed.Dialect}, which this version does not: it is listed in the catalog and cannot be called.",
        { } listed => $"the built-in source '{id}' is not live: set {ConventionalSources.Variables(id) ?? listed.KeyVariable}, or give it an api_key under sources.",
    };

    private void CheckCurrency(string where, string currency)
    {
        if (!billing.UnitsPerDollar.ContainsKey(currency))
        {
            Report(where, $"there is no rate for '{currency}'. Add it to billing.fx (units per US dollar); known: "
                + $"{string.Join(", ", billing.UnitsPerDollar.Keys.Order(StringComparer.Ordinal))}.");
        }
    }

    // The file is to be put right. What was set through the admin API stays set, whatever of it is away.
    private void Lack(ModelOptions model, string where, string message)
    {
        if (model.Version is null)
        {
            Report(where, message);
        }
        else
        {
            _lacking.Add($"{where}: {message}");
        }
    }

    private void Report(string where, string message) => problems.Add(new ConfigurationProblem(where, message));
}
