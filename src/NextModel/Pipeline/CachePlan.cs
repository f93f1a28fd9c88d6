using System.Runtime.CompilerServices;
using NextModel.Caching;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Providers.Clients;
using NextModel.Routing;

namespace NextModel.Pipeline;

/// <summary>What one request may do with the exact cache, and its seat among those that wait for the same answer.</summary>
internal sealed class CachePlan : IDisposable
{
    private readonly ExactCache _cache;
    private readonly InferenceRequest _request;
    private readonly ProjectCache _rules;
    private readonly Cacheability _cacheability;
    private readonly TimeSpan _patience;
    private string? _withheld;

    /// <param name="cache">The cache.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="route">Where it would go.</param>
    /// <param name="body">Its canonical body.</param>
    /// <param name="altered">Digest of how the body is altered upstream; null where it is not.</param>
    /// <param name="isForbidden">True where a policy keeps the request out of the cache.</param>
    public CachePlan(
        ExactCache cache, InferenceRequest request, Caller caller, RoutePlan route, CanonicalBody body, Digest? altered, bool isForbidden)
    {
        _cache = cache;
        _request = request;
        _rules = caller.Project.Cache;
        _cacheability = Cacheability.Of(request, _rules, isForbidden);
        var target = route.Targets[0];
        _patience = target.Source.Timeouts.Total;
        if (_cacheability.MayLookUp || _cacheability.MayStore)
        {
            var forwarded = ClientDialects.Passes(request, route) ? request.ForwardedHeaders : [];
            Identity = new CacheIdentity(cache.Scopes.Of(caller, target, request.Operation, altered, forwarded), body);
        }
    }

    /// <summary>What an entry must match; null when the cache is neither asked nor filled.</summary>
    public CacheIdentity? Identity { get; }

    /// <summary>Set for a request that leads the one upstream call of its key.</summary>
    public FlightSeat? Seat { get; private set; }

    /// <summary>Looks for a stored answer; on a miss, waits for the call of whoever asked the same first.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<LookedUp> LookUpAsync(CancellationToken callerGone)
    {
        if (!_cacheability.MayLookUp)
        {
            return default;
        }

        var maxAge = _request.Cache.MaxAge;
        var found = await _cache.LookUpAsync(Identity!, _rules, maxAge, callerGone);
        if (found.Entry is not null || _request.Cache.OnlyCached || !_cacheability.MayStore)
        {
            return new LookedUp(found);
        }

        Seat = _cache.Join(Identity!, maxAge, out found);
        return Seat is null || Seat.Leads ? new LookedUp(found) : await FollowAsync(Seat, callerGone);
    }

    /// <summary>Keeps a complete answer unless something speaks against it; false when it was not kept.</summary>
    /// <param name="answer">The answer as JSON.</param>
    /// <param name="notStorable">What <see cref="WhyNotStorable"/> said of it.</param>
    /// <param name="entry">The fresh answer's facts; its receipt is durable.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> StoreAsync(ReadOnlyMemory<byte> answer, string? notStorable, LedgerEntry entry)
    {
        var stored = notStorable is null
            ? await _cache.StoreAsync(Identity!, _rules, answer, entry.Usage, ReceiptIds.ReceiptId(entry.Id), CancellationToken.None)
            : null;
        if (stored is null)
        {
            Seat?.NotStorable();
            return false;
        }

        Seat?.Stored(stored);
        return true;
    }

    /// <summary>Why this answer will not be kept, in a word; null when it will, if it is not too large.</summary>
    public string? WhyNotStorable(string? answerIs) => _withheld ?? (_cacheability.MayStore ? answerIs : _cacheability.Reason);

    /// <summary>The answer will not be what others who ask the same would get: nobody waits for it and it is not kept.</summary>
    public void Withhold(string why)
    {
        _withheld = why;
        Seat?.NotStorable();
        Seat = null;
    }

    /// <summary>The receipt's account of a fresh answer.</summary>
    /// <param name="notStorable">Why the answer is not for the cache, in a word; null when it is.</param>
    public CacheFacts Facts(string? notStorable) => new(
        _cacheability.MayLookUp ? "miss" : "bypass",
        _cacheability.MayLookUp ? notStorable : _cacheability.Reason,
        Identity?.Key.Value,
        notStorable is null,
        null,
        null);

    /// <summary>Value of <c>cache-status</c> for a fresh answer (RFC 9211).</summary>
    public string Status(bool stored) => _cacheability.MayLookUp
        ? stored ? "NextModel; fwd=miss; stored" : "NextModel; fwd=miss"
        : $"NextModel; fwd=bypass; detail=\"{_cacheability.Reason}\"";

    public void Dispose() => Seat?.Dispose();

    private async ValueTask<LookedUp> FollowAsync(FlightSeat seat, CancellationToken callerGone)
    {
        var outcome = await seat.WaitAsync(_patience, callerGone);
        switch (outcome.End)
        {
            case FlightEnd.Stored:
                return new LookedUp(new CacheLookup(outcome.Entry, TimeSpan.Zero));
            case FlightEnd.Leads:
                return new LookedUp(default, (HandedOver)outcome.Work!);
            case FlightEnd.CallerLeft:
                return new LookedUp(default, CallerLeft: true);
            default:
                seat.Dispose();
                Seat = null;
                return default;
        }
    }
}
