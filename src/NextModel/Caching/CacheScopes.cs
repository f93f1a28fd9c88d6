using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using NextModel.Catalog;
using NextModel.Identity;
using NextModel.Inference;

namespace NextModel.Caching;

/// <summary>
/// The scopes of requests that go upstream as they came, under the platform's own credential. Each is framed once per offer and project and
/// goes when the configuration that has the offer goes.
/// </summary>
public sealed class CacheScopes
{
    private readonly ConditionalWeakTable<Offer, ConcurrentDictionary<(string Project, Operation Operation), FramedScope>> _scopes = [];

    /// <summary>The scope of a caller's requests to an offer.</summary>
    public FramedScope Of(Caller caller, Offer offer, Operation operation)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var ofOffer = _scopes.GetOrAdd(offer, static _ => new());
        return ofOffer.TryGetValue((caller.Project.Id, operation), out var known)
            ? known
            : ofOffer.GetOrAdd((caller.Project.Id, operation), Frame(caller, offer, operation));
    }

    private static FramedScope Frame(Caller caller, Offer offer, Operation operation) => new(new CacheScope(
        caller.Organization.Id, caller.Project.Id, "platform", offer.Source, offer.UpstreamModel, operation, null, []));
}
