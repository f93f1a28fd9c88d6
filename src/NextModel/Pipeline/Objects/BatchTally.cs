using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.Objects;
using NextModel.Providers.OpenAI;

namespace NextModel.Pipeline.Objects;

/// <summary>Sums what the answers of a batch say they used: by model, and where a price depends on the length of a request, by price.</summary>
/// <param name="batch">Which.</param>
/// <param name="source">Where it was made, as it is called.</param>
/// <param name="models">What its project can name.</param>
internal sealed class BatchTally(Batch batch, Source source, IReadOnlyDictionary<string, Model> models)
{
    private readonly UsageShape _shape = UsageShape.Of(source.Quirks);
    private readonly Dictionary<string, (string Named, Model? Model, Offer Offer)> _offers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Named, long? InputAbove), BatchShare> _shares = [];

    /// <summary>Answers that were seen, whether or not they told what they used.</summary>
    public long Answers { get; private set; }

    /// <summary>One for each receipt.</summary>
    public IEnumerable<BatchShare> Shares => _shares.Values.OrderBy(share => share.Named, StringComparer.Ordinal).ThenBy(share => share.Price?.Condition?.InputAbove);

    /// <summary>Takes a line of the output file.</summary>
    public void Take(JsonCursor line)
    {
        if (BatchAnswer.Of(line, _shape) is not { } answer)
        {
            return;
        }

        Answers++;
        if (answer.Usage is not { } usage)
        {
            return;
        }

        var (named, model, offer) = OfferOf(answer.Model);
        var price = offer.Price?.For(batch.MadeAt, usage.InputTokens, ServiceTiers.Batch);
        var key = (named, price?.Condition?.InputAbove);
        if (!_shares.TryGetValue(key, out var share))
        {
            _shares.Add(key, share = new BatchShare(named, model, offer, price));
        }

        share.Add(usage);
    }

    private (string Named, Model? Model, Offer Offer) OfferOf(string answered)
    {
        if (_offers.TryGetValue(answered, out var known))
        {
            return known;
        }

        var named = NameOf(answered);
        var found = models.Values.Distinct().OrderBy(model => model.Id, StringComparer.Ordinal)
            .SelectMany(model => model.Offers.Where(IsIt).Select(offer => (Model: model, Offer: offer)))
            .OrderByDescending(one => one.Offer.Price is not null)
            .FirstOrDefault();
        return _offers[answered] = (named, found.Model, found.Offer ?? new Offer(source, named, null));

        bool IsIt(Offer offer) => offer.Source.Id == source.Id && offer.Source.CredentialId == source.CredentialId && offer.UpstreamModel == named;
    }

    // An answer may name a dated version of what was asked for, or the model behind a deployment.
    private string NameOf(string answered)
    {
        if (batch.Models is [var only])
        {
            return only;
        }

        return batch.Models.Contains(answered)
            ? answered
            : batch.Models.Where(name => answered.StartsWith(name + "-", StringComparison.Ordinal)).MaxBy(name => name.Length) ?? answered;
    }
}
