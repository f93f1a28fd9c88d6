using System.Collections.Frozen;
using NextModel.Billing;
using NextModel.Catalog;

namespace NextModel.Configuration;

/// <summary>Judges options as a whole and makes the snapshot, or says everything that is wrong with them at once.</summary>
public sealed class SnapshotBuilder(Func<string, string?> environment, DateTimeOffset now, List<ConfigurationProblem> problems)
{
    private readonly Dictionary<string, Source> _sources = new(StringComparer.Ordinal);

    /// <summary>Prices that operators set and that stand.</summary>
    public IReadOnlyList<SetPrice> Prices { get; init; } = [];

    /// <summary>Models and sources that operators set and that stand.</summary>
    public IReadOnlyList<SetEntry> Entries { get; init; } = [];

    /// <summary>What entries name and is not there: see <see cref="ModelBuilder.Lacking"/>. Of the last build.</summary>
    public IReadOnlyList<string> Lacking { get; private set; } = [];

    /// <summary>What is in force: a source that stays as it is keeps its connections.</summary>
    public GatewaySnapshot? Before { get; init; }

    /// <summary>The snapshot; only to be used when <c>problems</c> stayed empty.</summary>
    public GatewaySnapshot Build(GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = SetEntries.Apply(options, Entries, now, problems);
        AddSources(options.Sources);
        KeepSources();
        var catalog = new ModelBuilder(ModelCatalog.BuiltIn, _sources, options.Billing, problems);
        var models = catalog.Build(options.Models);
        Lacking = catalog.Lacking;
        models.TryAdd(BuiltInSources.SandboxEcho.Id, BuiltInSources.SandboxEcho);
        SetPrices(models, options.Billing);
        CheckCurrency("billing.currency", options.Billing.Currency, options.Billing);
        var rates = BuildRates(options.Billing);
        CheckTerms(models.Values.Distinct(), options.Billing, rates);
        return new GatewaySnapshot
        {
            Models = models.ToFrozenDictionary(StringComparer.Ordinal),
            Sources = _sources.ToFrozenDictionary(StringComparer.Ordinal),
            WebhookTargets = options.WebhookTargets,
            CredentialTargets = options.CredentialTargets,
            Currency = options.Billing.Currency,
            ExactCacheDiscount = options.Billing.ExactCacheDiscount,
            ByokFee = options.Billing.ByokFee,
            Rates = rates,
            Notes = [.. UnspokenKeys(), .. catalog.Notes, .. catalog.Lacking],
            MaxUploadBytes = options.Uploads.MaxMiB * 1024L * 1024,
            Overload = options.Overload,
            Payments = options.Payments,
            SignIn = options.SignIn,
            Exports = options.Exports,
            Responses = options.Responses,
            Retention = options.Retention,
        };
    }

    private void KeepSources()
    {
        foreach (var (id, source) in _sources)
        {
            if (Before?.Sources.GetValueOrDefault(id) is { } before && before.IsSameAs(source))
            {
                _sources[id] = before;
            }
        }
    }

    private void SetPrices(Dictionary<string, Model> models, BillingOptions billing)
    {
        foreach (var ofModel in Prices.GroupBy(price => price.Model))
        {
            foreach (var price in ofModel.Where(price => price.Price is not null))
            {
                CheckCurrency($"the price {price.PriceVersion}", price.Price!.Currency, billing);
            }

            if (!models.TryGetValue(ofModel.Key, out var model))
            {
                continue;
            }

            var priced = model with
            {
                Offers = [.. model.Offers.Select(offer => ofModel.Where(price => price.Source == offer.Source.Id).ToList() is { Count: > 0 } set
                    ? offer with { Price = PriceTimeline.Of(offer.Price, set, now) }
                    : offer)],
            };
            foreach (var name in models.Where(one => ReferenceEquals(one.Value, model)).Select(one => one.Key).ToList())
            {
                models[name] = priced;
            }
        }
    }

    // A key is set and nothing happens: say why.
    private IEnumerable<string> UnspokenKeys() => BuiltInSources.NotSpoken
        .Where(source => environment(source.KeyVariable) is { Length: > 0 } && !_sources.ContainsKey(source.Id))
        .Select(source => $"{source.KeyVariable} is set, and '{source.Id}' speaks {source.Dialect}, which this version does not: "
            + "its models are in the catalog and cannot be called there.");

    private void AddSources(IReadOnlyList<SourceOptions> configured)
    {
        _sources.Add(BuiltInSources.SandboxId, BuiltInSources.Sandbox);
        foreach (var (source, variable) in BuiltInSources.All)
        {
            if (environment(variable) is { Length: > 0 } key)
            {
                _sources.Add(source.Id, source with { ApiKey = key });
            }
        }

        foreach (var source in new[] { ConventionalSources.Azure(environment), ConventionalSources.Bedrock(environment) })
        {
            if (source is not null)
            {
                _sources[source.Id] = source;
            }
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var options in configured)
        {
            if (!seen.Add(options.Id))
            {
                Report(options.Where, $"the source id '{options.Id}' stands in the file twice. Ids are unique.");
            }
            else if (BuildSource(options) is { } source)
            {
                _sources[source.Id] = source;
            }
        }
    }

    private Source? BuildSource(SourceOptions options)
    {
        if (options.Id == BuiltInSources.SandboxId)
        {
            Report(options.Where, "'sandbox' is the built-in simulated source and has no settings. Choose another id.");
            return null;
        }

        if (options.Id.Length is 0 or > 64 || options.Id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
        {
            Report(options.Where, $"the source id '{options.Id}' may only have 1 to 64 letters, digits, '-', '_' and '.'.");
            return null;
        }

        var builtIn = BuiltInSources.All.FirstOrDefault(s => s.Source.Id == options.Id).Source;
        if ((options.Dialect ?? ModelCatalog.BuiltIn.FindSource(options.Id)?.Dialect) is { } dialect && DialectNames.Find(dialect) is null)
        {
            Report(options.Where, $"dialect '{dialect}' is not supported. Supported: {string.Join(", ", DialectNames.All)}.");
        }

        var conventional = _sources.GetValueOrDefault(options.Id);
        var baseUrl = builtIn?.BaseUrl ?? conventional?.BaseUrl;
        if (options.BaseUrl is { } address)
        {
            if (!Uri.TryCreate(address.TrimEnd('/'), UriKind.Absolute, out baseUrl)
                || baseUrl.Scheme is not ("http" or "https") || baseUrl.UserInfo.Length > 0 || baseUrl.Query.Length > 0 || baseUrl.Fragment.Length > 0)
            {
                Report(options.Where, $"base_url '{address}' is not an http(s) address without user name, query and fragment.");
                return null;
            }
        }

        if (baseUrl is null)
        {
            Report(options.Where, $"'{options.Id}' is no built-in source, so it needs a base_url.");
            return null;
        }

        var key = options.ApiKey ?? _sources.GetValueOrDefault(options.Id)?.ApiKey;
        if (key is null && builtIn is not null)
        {
            var variable = BuiltInSources.All.First(s => s.Source.Id == options.Id).KeyVariable;
            Report(options.Where, $"has no api_key, and {variable} is not set. Set either, or 'api_key: none'.");
        }

        if (key is not null && key.Any(c => c is < '!' or > '~'))
        {
            Report(options.Where, "its api_key has characters that cannot stand in a header (white space, line breaks or non-ASCII).");
            return null;
        }

        if (options.ApiVersion is { } version && version.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')))
        {
            Report(options.Where, $"api_version '{version}' may only have letters, digits, '-' and '.', for example 2024-10-21.");
        }

        // A source of the catalog whose address every account completes for itself keeps the rest of its facts.
        var listed = ModelCatalog.BuiltIn.FindSource(options.Id);
        var start = builtIn ?? conventional ?? new Source
        {
            Id = options.Id,
            Dialect = DialectNames.Find(listed?.Dialect) ?? Dialect.OpenAIChat,
            BaseUrl = baseUrl,
            Region = listed?.Region ?? "global",
            Operations = listed?.Offers() ?? default,
        };
        return start with
        {
            Version = options.Version,
            Dialect = DialectNames.Find(options.Dialect) ?? start.Dialect,
            BaseUrl = baseUrl,
            ApiKey = key is null or "none" or "" ? null : key,
            ApiVersion = options.ApiVersion ?? start.ApiVersion,
            Region = options.Region ?? start.Region,
            MaxAttempts = options.MaxAttempts ?? start.MaxAttempts,
            RetryShare = (double?)options.RetryBudget ?? start.RetryShare,
            CircuitBreaker = options.CircuitBreaker ?? start.CircuitBreaker,
            Timeouts = options.Timeouts ?? start.Timeouts,
            Quirks = options.Quirks ?? start.Quirks,
            Operations = options.Operations ?? start.Operations,
        };
    }

    private FrozenDictionary<(string From, string To), FxRate> BuildRates(BillingOptions billing)
    {
        var rates = new Dictionary<(string, string), FxRate>();
        foreach (var (from, fromUnits) in billing.UnitsPerDollar)
        {
            foreach (var (to, toUnits) in billing.UnitsPerDollar)
            {
                if (from != to && fromUnits > 0)
                {
                    rates[(from, to)] = FxRate.Cross(from, fromUnits, to, toUnits, billing.FxAsOf ?? DateOnly.FromDateTime(now.UtcDateTime));
                }
            }
        }

        return rates.ToFrozenDictionary();
    }

    // An organization may keep its ledger in any currency there is a rate for: every price must be chargeable in each.
    private void CheckTerms(
        IEnumerable<Model> models, BillingOptions billing, FrozenDictionary<(string From, string To), FxRate> rates)
    {
        foreach (var model in models)
        {
            foreach (var price in model.Offers.Select(offer => offer.Price).OfType<Price>().SelectMany(price => price.Flat))
            {
                foreach (var currency in billing.UnitsPerDollar.Keys.Where(c => billing.UnitsPerDollar.ContainsKey(price.Currency)))
                {
                    var terms = new ChargeTerms(price, currency, billing.ExactCacheDiscount, rates.GetValueOrDefault((price.Currency, currency)))
                    {
                        ByokFee = billing.ByokFee,
                    };
                    if (terms.Check() is { } unusable)
                    {
                        Report($"models, {model.Id}", unusable.Message);
                    }
                }
            }
        }
    }

    private void CheckCurrency(string where, string currency, BillingOptions billing)
    {
        if (!billing.UnitsPerDollar.ContainsKey(currency))
        {
            Report(where, $"there is no rate for '{currency}'. Add it to billing.fx (units per US dollar); known: "
                + $"{string.Join(", ", billing.UnitsPerDollar.Keys.Order(StringComparer.Ordinal))}.");
        }
    }

    private void Report(string where, string message) => problems.Add(new ConfigurationProblem(where, message));
}
