using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using NextModel.Catalog;
using NextModel.Identity;
using NextModel.Inference;

namespace NextModel.Caching;

/// <summary>
/// The scopes of requests that go upstream as they came, or with one bound set for all of them. Each is framed once per offer and project and
/// goes when the configuration that has the offer goes.
/// </summary>
public sealed class CacheScopes
{
    private readonly ConditionalWeakTable<Offer, ConcurrentDictionary<(string Project, Operation Operation, Digest? Altered), FramedScope>> _scopes = [];

    /// <summary>The scope of a caller's requests to an offer.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="offer">What would be called.</param>
    /// <param name="operation">What is asked for.</param>
    /// <param name="altered">Digest of how the body is altered; there are few of them. Null where it is not.</param>
    /// <param name="forwarded">Headers of the caller that travel upstream. As they may be anything, a scope that has them is framed each time.</param>
    public FramedScope Of(
        Caller caller, Offer offer, Operation operation, Digest? altered = null, IReadOnlyList<KeyValuePair<string, string>>? forwarded = null)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (forwarded is { Count: > 0 })
        {
            return Frame(caller, offer, operation, altered, forwarded);
        }

        var ofOffer = _scopes.GetOrAdd(offer, static _ => new());
        return ofOffer.TryGetValue((caller.Project.Id, operation, altered), out var known)
            ? known
            : ofOffer.GetOrAdd((caller.Project.Id, operation, altered), Frame(caller, offer, operation, altered, []));
    }

    private static FramedScope Frame(
        Caller caller, Offer offer, Operation operation, Digest? altered, IReadOnlyList<KeyValuePair<string, string>> forwarded) => new(new CacheScope(
        caller.Organization.Id, caller.Project.Id, offer.Source.CredentialId ?? "platform", offer.Source, offer.UpstreamModel, operation, altered, forwarded));
}
