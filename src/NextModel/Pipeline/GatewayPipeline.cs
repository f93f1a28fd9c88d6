using System.Runtime.CompilerServices;
using NextModel.Caching;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Idempotency;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Pipeline.Objects;
using NextModel.Providers;
using NextModel.Routing;

namespace NextModel.Pipeline;

/// <summary>Takes one request from caller to receipt. The order of steps is a security property; see docs/adr/0001.</summary>
/// <remarks>
/// <code>
///  caller ─▶ 1 authenticate ─▶ 2 read ─▶ 3 route ─▶ 4 look up ─┬─ hit ─────────────────────────────┐
///                                                              └─ miss ─▶ 5 admit ───▶ 6 forward ──┤
///  caller ◀─────────────────────────────────────────────────────── 8 record ◀─ 7 meter and charge ◀┘
/// </code>
/// Steps 7 and 8 are <see cref="CompletionTap"/>: they run when the answer has ended, however it ended. The last byte of an answer
/// leaves only after its receipt is on disk.
/// </remarks>
public sealed class GatewayPipeline(
    KeyAuthenticator authenticator,
    SnapshotHolder snapshots,
    RouteStep routes,
    CredentialDirectory credentials,
    TargetBook targets,
    LoadShedder load,
    RateLimiter rates,
    BudgetKeeper budgets,
    ExactCache cache,
    IdempotencyBook idempotency,
    Forwarder forwarder,
    LedgerWriter ledger,
    IIntentLog intents,
    SourceObjects objects,
    RequestTelemetry telemetry,
    TimeProvider time)
{
    private static readonly GatewayError NotCached = new(
        GatewayErrorCode.OnlyIfCached, "Only a stored answer was asked for, and there is none for this request.")
    {
        ShouldRetry = false,
    };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(IExchange exchange)
    {
        var snapshot = snapshots.Current;

        // :: 1 Authenticate
        if (!exchange.Authenticate(authenticator).TryGet(out var caller, out var refusal))
        {
            await exchange.RefuseAsync(refusal, null);
            return;
        }

        if (load.Refuse(caller.Project) is { } overloaded)
        {
            await exchange.RefuseAsync(overloaded, null);
            return;
        }

        var tooMany = rates.TryEnter(caller, out var admitted);
        using var pass = admitted;
        if (tooMany is not null)
        {
            exchange.ShowLimits(pass!.Requests, pass.Tokens);
            await exchange.RefuseAsync(tooMany, null);
            return;
        }

        // :: 2 Read
        var reading = await exchange.ReadAsync();
        if (!reading.TryGet(out var request, out refusal))
        {
            await exchange.RefuseAsync(refusal, null);
            return;
        }

        await using var once = await OnceStep.EnterAsync(idempotency, exchange, caller, request);
        if (once is { IsRepeat: true })
        {
            exchange.ShowLimits(pass?.Requests, pass?.Tokens);
            await once.AnswerAsync();
            return;
        }

        // :: 3 Authorize and route
        if (!(await routes.RouteAsync(exchange, caller, request, snapshot, isSent: true)).TryGet(out var routed, out refusal))
        {
            await exchange.RefuseAsync(refusal, null);
            return;
        }

        using var owned = routed;
        var (route, ruled, body, translation) = routed;
        if (pass is not null)
        {
            refusal = pass.TakeTokens(TokenForecast.Of(request));
            exchange.ShowLimits(pass.Requests, pass.Tokens);
            if (refusal is not null)
            {
                await exchange.RefuseAsync(refusal, null);
                return;
            }
        }

        if (route.Model.IsLeaving)
        {
            exchange.ShowLeaving(route.Model);
        }

        // :: 4 Look up
        var budget = BudgetStep.For(budgets, caller, request, route, snapshot);
        using var plan = new CachePlan(
            cache, request, caller, route, body, AlteredBody.Digest(request, route),
            isForbidden: ruled is { Decision.AllowsCache: false });
        var entry = Open(exchange, request, caller, route, body);
        entry.Policy = ruled?.Decision.Mark;
        entry.AlsoMatched = ruled?.Decision.AlsoMatched ?? [];
        using var tap = new CompletionTap(entry, snapshot, pass, budget, credentials, ledger, intents, telemetry, time, exchange.StartedTimestamp);
        var found = await plan.LookUpAsync(exchange.CallerGone);
        if (found.Hit.Entry is not null)
        {
            await new ReplayReply(exchange, request, tap, cache, once).SendAsync(found.Hit, plan.Identity!);
            return;
        }

        if (request.Cache.OnlyCached || found.CallerLeft)
        {
            await exchange.RefuseAsync(NotCached, null);
            return;
        }

        var tenant = caller.Organization.Id.GetHashCode(StringComparison.Ordinal);

        // :: 5 Admit: what no source can be asked for, its budgets have no room for, or could not be recorded, is not served
        entry.Cache = plan.Facts("incomplete");
        if ((await ledger.Admission.CheckAsync(exchange.CallerGone)
            ?? (found.Work is null ? targets.WhyNoneSoon(route, tenant) : null)
            ?? await tap.ReserveAsync(exchange.CallerGone)
            ?? await ClaimAsync(once, tap)
            ?? await tap.DispatchAsync()) is { } refused)
        {
            found.Work?.Dispose();
            await exchange.RefuseAsync(refused, null);
            return;
        }

        if (budget?.Reservation is { IsClamped: true })
        {
            // What others are making will be longer, and what is made here is for nobody else.
            found.Work?.Dispose();
            found = default;
            plan.Withhold("clamped");
            entry.Cache = plan.Facts("clamped");
        }

        // :: 6 Forward, 7 meter and charge, 8 record
        var first = route.Targets[0];
        route = budget?.Route ?? route;
        if (found.Work is { } work)
        {
            if (route.Targets.Contains(work.Call.Attempt.Offer))
            {
                var begun = route.ModelOf(work.Call.Attempt.Offer);
                (entry.EffectiveModel, entry.ModelVersion) = (begun.Id, begun.Version);
                await new FreshReply(exchange, request, tap, plan, new AnswerMeter(begun.Tokenizer), objects, time).AdoptAsync(work);
                return;
            }

            // Whoever began it had other rules: it went where this request may not go.
            work.Dispose();
        }

        var stop = new UpstreamStop(plan.Seat, exchange.CallerGone);
        var forwarded = await forwarder.SendAsync(route, request, translation, tenant, exchange.Id, entry.Attempts, stop.Token);
        entry.Offer = entry.Attempts is [.., var final] ? final.Offer : route.Targets[0];
        var model = route.ModelOf(entry.Offer);
        (entry.EffectiveModel, entry.ModelVersion) = (model.Id, model.Version);
        await new FreshReply(exchange, request, tap, plan, new AnswerMeter(model.Tokenizer), objects, time).SendAsync(forwarded, stop, isFirstTarget: ReferenceEquals(entry.Offer, first));
    }

    private static ValueTask<GatewayError?> ClaimAsync(OnceStep? once, CompletionTap tap) => once is null ? default : once.ClaimAsync(tap);

    private static LedgerEntry Open(IExchange exchange, InferenceRequest request, Caller caller, RoutePlan route, CanonicalBody body) => new()
    {
        Id = exchange.Id,
        StartedAt = exchange.StartedAt,
        Caller = caller,
        Operation = request.Operation,
        Stream = request.Stream,
        Workload = request.Workload ?? caller.Key.Workload,
        RequestedModel = request.Model,
        TraceParent = exchange.TraceParent,
        EffectiveModel = route.Model.Id,
        ModelVersion = route.Model.Version,
        Offer = route.Targets[0],
        RequestHash = RequestHash(request, caller, body),
    };

    // What was asked is the whole body, also where the project lets the cache ignore a part of it.
    private static Digest RequestHash(InferenceRequest request, Caller caller, CanonicalBody body)
    {
        if (caller.Project.Cache.IgnoredMetadata.Count == 0)
        {
            return body.Digest;
        }

        using var whole = CanonicalBody.Of(request, []);
        return whole.Digest;
    }
}
