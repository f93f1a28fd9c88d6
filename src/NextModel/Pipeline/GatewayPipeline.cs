using NextModel.Configuration;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Providers;
using NextModel.Routing;

namespace NextModel.Pipeline;

/// <summary>Takes one request from caller to receipt. The order of steps is a security property; see docs/adr/0001.</summary>
/// <remarks>
/// <code>
///  caller ─▶ 1 authenticate ─▶ 2 read ─▶ 3 route ─▶ 4 look up ─┬─ hit ─────────────────────────────┐
///                                                              └─ miss ─▶ 5 reserve ─▶ 6 forward ──┤
///  caller ◀─────────────────────────────────────────────────────── 8 record ◀─ 7 meter and charge ◀┘
/// </code>
/// Steps 7 and 8 are <see cref="CompletionTap"/>: they run when the answer has ended, however it ended. The last byte of an answer
/// leaves only after its receipt is on disk.
/// </remarks>
public sealed class GatewayPipeline(
    KeyAuthenticator authenticator,
    SnapshotHolder snapshots,
    Router router,
    Forwarder forwarder,
    LedgerWriter ledger,
    TimeProvider time)
{
    public async ValueTask RunAsync(IExchange exchange)
    {
        var snapshot = snapshots.Current;

        // :: 1 Authenticate
        if (!authenticator.Authenticate(exchange.Authorization).TryGet(out var caller, out var refusal))
        {
            await exchange.RefuseAsync(refusal, null);
            return;
        }

        // :: 2 Read
        var reading = await exchange.ReadAsync();
        if (!reading.TryGet(out var request, out refusal))
        {
            await exchange.RefuseAsync(refusal, null);
            return;
        }

        // :: 3 Route
        if (!router.Route(snapshot.Models, request.Model).TryGet(out var plan, out refusal))
        {
            await exchange.RefuseAsync(refusal, null);
            return;
        }

        // :: 4 Look up

        // :: 5 Reserve: the ledger must be able to record what we are about to serve
        if (await ledger.Admission.CheckAsync(exchange.CallerGone) is { } overloaded)
        {
            await exchange.RefuseAsync(overloaded, null);
            return;
        }

        // :: 6 Forward
        var entry = new LedgerEntry
        {
            Id = exchange.Id,
            StartedAt = exchange.StartedAt,
            Caller = caller,
            Operation = request.Operation,
            Stream = request.Stream,
            Workload = request.Workload ?? caller.Key.Workload,
            RequestedModel = request.Model,
            EffectiveModel = plan.Model.Id,
            Offer = plan.Targets[0],
        };
        var tap = new CompletionTap(entry, snapshot, ledger, time, exchange.StartedTimestamp);
        var reply = new FreshReply(exchange, request, tap, new AnswerMeter(plan.Model.Tokenizer), time);
        var forwarded = await forwarder.SendAsync(plan, request, exchange.Id, entry.Attempts, exchange.CallerGone);
        entry.Offer = entry.Attempts[^1].Offer;
        using var call = forwarded.Call;

        // :: 7 Meter and charge, 8 Record: in the tap, when the answer has ended
        if (call is null)
        {
            await (forwarded.Error is { } error ? reply.FailAsync(error) : reply.CallerLeftAsync());
        }
        else if (call.Answer is { } answer)
        {
            await reply.SendWholeAsync(answer);
        }
        else
        {
            await reply.RelayAsync(call);
        }
    }
}
