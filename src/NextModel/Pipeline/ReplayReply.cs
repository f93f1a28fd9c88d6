using System.Runtime.CompilerServices;
using NextModel.Billing;
using NextModel.Caching;
using NextModel.Inference;
using NextModel.Ledger;

namespace NextModel.Pipeline;

/// <summary>Gives a caller a stored answer, and closes the books on it.</summary>
internal sealed class ReplayReply(IExchange exchange, InferenceRequest request, CompletionTap tap, ExactCache cache, OnceStep? once)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(CacheLookup hit, CacheIdentity identity)
    {
        var stored = hit.Entry!;
        var entry = tap.Entry;
        entry.ServeMode = ServeMode.ExactCache;
        entry.Cache = new CacheFacts("hit", null, identity.Key.Value, true, stored.ReceiptId, (long)hit.Age.TotalSeconds);
        entry.ServiceTier = ServedTier.Of(entry, request, default);
        if (await tap.ReserveReplayAsync(Settlement.Replayed(stored.Usage).Billed, exchange.CallerGone) is { } refusal)
        {
            await exchange.RefuseAsync(refusal, null);
            return;
        }

        if (once is not null && await once.ClaimAsync(tap) is { } unclaimed)
        {
            await exchange.RefuseAsync(unclaimed, null);
            return;
        }

        var prepared = Prepared(stored);
        var body = request.Stream ? prepared.Events(request.IncludeUsage) : prepared.Json();
        entry.ResponseHash = prepared.ResponseHash;
        tap.NoteFirstByte();
        var closed = await tap.CloseAsync(RequestOutcome.Completed, Settlement.Replayed(stored.Usage));
        if (!closed.TryGet(out var receipt, out var unrecorded))
        {
            await exchange.RefuseAsync(unrecorded, null);
            return;
        }

        exchange.Begin(new ReplyHead
        {
            ServeMode = ServeMode.ExactCache,
            EventStream = request.Stream,
            Model = entry.EffectiveModel,
            Source = entry.Offer!.Source.Id,
            CacheStatus = "NextModel; hit",
            ContentLength = body.Length,
            Receipt = receipt,
        });
        await exchange.SendAsync(body);
    }

    private PreparedReplay Prepared(CacheEntry stored)
    {
        if (stored.Prepared is PreparedReplay prepared)
        {
            return prepared;
        }

        prepared = new PreparedReplay(stored, request.Operation);
        cache.Prepare(stored, prepared, prepared.Bytes);
        return prepared;
    }
}
