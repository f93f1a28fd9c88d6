using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using NextModel.Catalog;
using NextModel.Credentials;

namespace NextModel.Configuration;

/// <summary>
/// The models that callers with credentials of their own can name: the snapshot's, with an offer under each credential before the platform's, and those that
/// only a source without a platform credential offers. Made once for each set of credentials and snapshot; asking for it costs a look-up by reference.
/// </summary>
public sealed class OwnModels
{
    private static readonly ConditionalWeakTable<CredentialSet, OwnModels> Made = [];

    private readonly GatewaySnapshot _snapshot;
    private readonly CatalogListing _listing;
    private readonly Dictionary<string, List<Offer>> _own = new(StringComparer.Ordinal);

    private OwnModels(CredentialSet credentials, GatewaySnapshot snapshot)
    {
        _snapshot = snapshot;
        _listing = CatalogListing.Of(snapshot);
        foreach (var credential in credentials.Credentials)
        {
            if (SourceOf(snapshot, credential.Credential.SourceId) is { } platform && credential.At(platform) is { } source)
            {
                Add(credential.Credential, source);
            }
        }

        Models = Merge();
    }

    /// <summary>By id and by alias.</summary>
    public FrozenDictionary<string, Model> Models { get; }

    /// <summary>What a caller can name.</summary>
    /// <param name="credentials">Its own credentials; null for the platform's only.</param>
    /// <param name="snapshot">The configuration in force.</param>
    public static IReadOnlyDictionary<string, Model> Of(CredentialSet? credentials, GatewaySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (credentials is null)
        {
            return snapshot.Models;
        }

        if (Made.TryGetValue(credentials, out var made) && ReferenceEquals(made._snapshot, snapshot))
        {
            return made.Models;
        }

        made = new OwnModels(credentials, snapshot);
        Made.AddOrUpdate(credentials, made);
        return made.Models;
    }

    /// <summary>A source by id, live or not, the same object as long as the snapshot is; null when there is none that can be called.</summary>
    public static Source? SourceOf(GatewaySnapshot snapshot, string id)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot.Sources.GetValueOrDefault(id) ?? BuiltInSources.Find(id);
    }

    /// <summary>True when models are offered at the source, so that a credential need not say which it serves.</summary>
    public static bool HasOffers(GatewaySnapshot snapshot, string sourceId)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return CatalogListing.Of(snapshot).Models.Any(model => model.Offers.Any(offer => Serves(snapshot, sourceId, offer)));
    }

    // What the catalog lists at a source that the operator has set up is only what the operator offers there.
    private static bool Serves(GatewaySnapshot snapshot, string sourceId, ListedOffer offer) => offer.Source == sourceId
        && (offer.IsCallable || (offer.Entry is { Held: null } && !snapshot.Sources.ContainsKey(sourceId)));

    private void Add(Credential credential, Source source)
    {
        foreach (var (id, upstreamModel) in credential.Models)
        {
            if (_listing.Find(id) is { } model)
            {
                Add(model, new Offer(source, upstreamModel, PriceOf(model.Offers.FirstOrDefault(o => o.Source == source.Id))));
            }
        }

        if (credential.Models.Count > 0)
        {
            return;
        }

        foreach (var model in _listing.Models)
        {
            foreach (var offer in model.Offers.Where(o => Serves(_snapshot, source.Id, o)))
            {
                Add(model, new Offer(source, offer.UpstreamModel, PriceOf(offer)));
            }
        }
    }

    private void Add(ListedModel model, Offer offer)
    {
        if (!_own.TryGetValue(model.Model.Id, out var offers))
        {
            _own.Add(model.Model.Id, offers = []);
        }

        offers.Add(offer);
    }

    // A price that nobody can convert is as good as none.
    private Price? PriceOf(ListedOffer? offer) =>
        offer?.Price is { } price && (price.Currency == _snapshot.Currency || _snapshot.Rates.ContainsKey((price.Currency, _snapshot.Currency))) ? price : null;

    private FrozenDictionary<string, Model> Merge()
    {
        var models = new Dictionary<string, Model>(_snapshot.Models, StringComparer.Ordinal);
        foreach (var (id, offers) in _own)
        {
            var listed = _listing.Find(id)!;
            var model = listed.Model with { Offers = [.. offers, .. listed.Model.Offers] };
            foreach (var name in _snapshot.Models.Where(named => named.Value.Id == id).Select(named => named.Key).Append(id).Concat(listed.Entry?.Aliases ?? []))
            {
                if (!models.TryGetValue(name, out var present) || present.Id == id)
                {
                    models[name] = model;
                }
            }
        }

        return models.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
