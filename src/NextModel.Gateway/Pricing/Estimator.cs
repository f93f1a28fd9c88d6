using NextModel.Billing;
using NextModel.Configuration;

namespace NextModel.Gateway.Pricing;

/// <summary>Prices a workload at any models of the catalog, with the calculation that charges.</summary>
public sealed class Estimator
{
    private readonly CatalogListing _listing;
    private readonly string _currency;
    private readonly string? _serviceTier;
    private readonly DateTimeOffset _at;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <param name="listing">The catalog in force.</param>
    /// <param name="names">Ids, aliases, or <c>source/id</c>.</param>
    /// <param name="currency">Currency of the answer; null for the ledger's.</param>
    /// <param name="serviceTier">The tier requests would be served in; null for the usual one.</param>
    /// <param name="at">When they would begin.</param>
    public Estimator(CatalogListing listing, IEnumerable<string> names, string? currency, string? serviceTier, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(listing);
        _listing = listing;
        _currency = currency ?? listing.Snapshot.Currency;
        _serviceTier = serviceTier;
        _at = at;
        Models = [.. names.Select(Find)];
    }

    /// <summary>One for each name, in the order they were given.</summary>
    public IReadOnlyList<ModelEstimate> Models { get; }

    /// <summary>Encodings that bodies are to be counted with.</summary>
    public IReadOnlyCollection<string> Tokenizers => [.. Models.Select(m => m.Model?.Model.Tokenizer).OfType<string>().Distinct()];

    /// <summary>Requests so far.</summary>
    public long Requests { get; private set; }

    /// <summary>Those of them that repeat an earlier one.</summary>
    public long Repeats { get; private set; }

    /// <summary>Requests that could be told apart; where it is 0, repeats are not known.</summary>
    public long Identified { get; private set; }

    /// <summary>Adds a request that is made so many times, so many of them as repeats.</summary>
    public void Add(WorkloadItem item, long times = 1, long repeats = 0)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (ReferenceEquals(item, WorkloadItem.Nothing))
        {
            return;
        }

        if (item.Identity is not null)
        {
            Identified += times;
            repeats = _seen.Add(item.Identity) ? repeats : times;
        }

        Requests += times;
        Repeats += repeats;
        foreach (var model in Models.Where(m => m.Problem is null))
        {
            Add(model, item, times, repeats);
        }
    }

    private void Add(ModelEstimate model, WorkloadItem item, long times, long repeats)
    {
        var facts = model.Model!.Model;
        var usage = item.UsageFor(facts.Tokenizer);
        if (item.Counted.Count > 0)
        {
            model.CountedWith = facts.Tokenizer;
            model.IsApproximate |= !facts.TokenizerIsExact;
        }

        if (!PriceEstimate.Of(
            model.Offer!.Price!, usage, _at, _serviceTier, model.Currency, _listing.Snapshot.ExactCacheDiscount, _listing.Snapshot.Rates)
            .TryGet(out var estimate, out var error))
        {
            model.Problem = error.Message;
            return;
        }

        model.Single = Requests == times ? estimate : null;
        model.InputTokens += usage.InputTokens * times;
        model.OutputTokens += usage.OutputTokens * times;
        model.Fresh += estimate.Fresh.Amount * times;
        model.Replayed += estimate.Replay.Amount * times;
        model.WithExactCache += (estimate.Fresh.Amount * (times - repeats)) + (estimate.Replay.Amount * repeats);
    }

    private ModelEstimate Find(string name)
    {
        var (listed, source) = (_listing.Find(name), (string?)null);
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (listed is null && slash > 0)
        {
            (listed, source) = (_listing.Find(name[(slash + 1)..]), name[..slash]);
        }

        if (listed is null)
        {
            return new ModelEstimate(name, null, null) { Problem = $"The catalog has no model '{name}'. GET /api/catalog lists all." };
        }

        if (listed.PricedOffer(source) is not { } offer)
        {
            return new ModelEstimate(name, listed, null)
            {
                Problem = source is not null && listed.Offers.All(o => o.Source != source)
                    ? $"'{listed.Model.Id}' has no offer at the source '{source}'. It is offered by: {string.Join(", ", listed.Offers.Select(o => o.Source))}."
                    : $"No price of '{listed.Model.Id}' is known.",
            };
        }

        var from = offer.Price!.Currency;
        return new ModelEstimate(name, listed, offer)
        {
            Currency = _currency,
            Problem = from == _currency || _listing.Snapshot.Rates.ContainsKey((from, _currency))
                ? null
                : $"The price is in {from} and there is no rate to {_currency}. Set billing.fx in nextmodel.yaml, or ask in {from}.",
        };
    }
}
