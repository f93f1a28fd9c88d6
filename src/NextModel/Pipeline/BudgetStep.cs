using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Limits;
using NextModel.Metering;
using NextModel.Routing;

namespace NextModel.Pipeline;

/// <summary>One request, its budgets and its organization's credit: what it can cost is reserved before it goes out, and what it did cost is settled.</summary>
internal sealed class BudgetStep
{
    /// <summary>Output tokens a choice is bounded to where neither the request nor the catalog sets a bound.</summary>
    public const long DefaultOutputTokens = 8192;

    /// <summary>A bound is not lowered further than this: so short an answer is of no use to anybody.</summary>
    public const long LeastOutputTokens = 16;

    // What was leased for one request another may take: so often it is tried again.
    private const int MostExtensions = 8;

    /// <summary>Tokens a part that is not text is taken for: more than a large image is at any provider known to us.</summary>
    private const long PerPart = 4096;

    private readonly BudgetKeeper _keeper;
    private readonly BudgetChain _chain;
    private readonly InferenceRequest _request;
    private readonly GatewaySnapshot _snapshot;
    private readonly Organization _organization;

    private BudgetStep(
        BudgetKeeper keeper, BudgetChain chain, InferenceRequest request, RoutePlan route, GatewaySnapshot snapshot, Organization organization)
    {
        _keeper = keeper;
        _chain = chain;
        _request = request;
        Route = route;
        _snapshot = snapshot;
        _organization = organization;
        if (request.IsChat && request.MaxOutputTokens is null && CanCost(route, snapshot))
        {
            // The policy's bound, where there is one, is there already.
            request.OutputBound ??= route.Model.MaxOutputTokens ?? DefaultOutputTokens;
        }
    }

    /// <summary>Where the request may go once what it can cost is reserved: without what there was no room for.</summary>
    public RoutePlan Route { get; private set; }

    /// <summary>What is reserved; null before it is and where it was refused.</summary>
    public BudgetReservation? Reservation { get; private set; }

    /// <summary>Null when no budget counts the request.</summary>
    public static BudgetStep? For(
        BudgetKeeper keeper, Caller caller, InferenceRequest request, RoutePlan route, GatewaySnapshot snapshot) =>
        ChainOf(keeper, caller, request.Workload ?? caller.Key.Workload, route) is { } chain
            ? new BudgetStep(keeper, chain, request, route, snapshot, caller.Organization)
            : null;

    // A request that may fall back to another model holds something of the budgets of each that it may reach.
    private static BudgetChain? ChainOf(BudgetKeeper keeper, Caller caller, string workload, RoutePlan route) => route.Models is { } models
        ? keeper.ChainOf(caller, [.. models.Select(model => model.Id).Distinct(StringComparer.Ordinal)], workload, IsSimulated(route))
        : keeper.ChainOf(caller, route.Model.Id, workload, IsSimulated(route));

    // Under own credentials and without a fee nothing is spent here, and so nothing is bounded.
    private static bool CanCost(RoutePlan route, GatewaySnapshot snapshot)
    {
        foreach (var target in route.Targets)
        {
            if (target.Source.CredentialId is null || snapshot.ByokFee > 0m)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSimulated(RoutePlan route)
    {
        foreach (var target in route.Targets)
        {
            if (!target.Source.Sandbox)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reserves the most the request can cost; the refusal when that does not fit.</summary>
    /// <param name="startedAt">When it began: prices may depend on it.</param>
    /// <param name="callerGone">The caller has left: nothing is waited for any more.</param>
    /// <remarks>Where what falling back to the platform may cost has no room, the request goes out under the organization's own credentials alone, and its
    /// answer is not shortened for a fallback that may never come.</remarks>
    public async ValueTask<GatewayError?> ReserveAsync(DateTimeOffset startedAt, CancellationToken callerGone)
    {
        var own = OwnPart();
        var refusal = await ReserveAsync(startedAt, mayClamp: own is null, callerGone);
        if (refusal is null || own is null)
        {
            return refusal;
        }

        var whole = Route;
        Route = own;
        if (await ReserveAsync(startedAt, mayClamp: true, callerGone) is not null)
        {
            Route = whole;
            return refusal;
        }

        return null;
    }

    // The targets under own credentials; null where there are none, or no others.
    private RoutePlan? OwnPart()
    {
        List<Offer>? own = null;
        foreach (var target in Route.Targets)
        {
            if (target.Source.CredentialId is not null)
            {
                (own ??= []).Add(target);
            }
        }

        return own is null || own.Count == Route.Targets.Count ? null : Route.Only(own);
    }

    private async ValueTask<GatewayError?> ReserveAsync(DateTimeOffset startedAt, bool mayClamp, CancellationToken callerGone)
    {
        var isChat = _request.IsChat;
        if (!CostCeiling.Of(Route.Targets, _organization.Currency, _snapshot.Rates, isChat || _request.IsOpaque ? _request.Choices : 0, startedAt, _snapshot.ByokFee, _request).TryGet(out var ceiling, out var unpriced)
            && _chain.HasHard)
        {
            return unpriced;
        }

        // First a bound that costs nothing to find; the tokens are only counted where that is too much.
        var output = isChat ? _request.OutputBound ?? _request.MaxOutputTokens ?? 0 : OpaqueOutput();
        var refusal = _keeper.TryReserve(_chain, new BudgetAsk(ceiling, CheapInputBound(), output, output), out var reservation);
        if (refusal is not null)
        {
            var input = _request.Form is null ? Meter.EstimateInput(_request, Route.Model.Tokenizer) : CheapInputBound();
            var least = mayClamp && isChat && (_request.MaxOutputTokens is null || _request.MayBeClamped) ? Math.Min(LeastOutputTokens, output) : output;
            var ask = new BudgetAsk(ceiling, input, output, least);
            refusal = _keeper.TryReserve(_chain, ask, out reservation);
            if (refusal is not null && ceiling is not null)
            {
                var tried = await ExtendAsync(
                    refusal, ceiling.Of(input, least), ceiling.Of(input, output), () => (_keeper.TryReserve(_chain, ask, out var got), got), callerGone);
                (refusal, reservation) = tried;
            }
        }

        Reservation = reservation;
        if (reservation is { IsClamped: true })
        {
            _request.OutputBound = reservation.OutputTokens;
        }

        return refusal;
    }

    /// <summary>Reserves what a replay costs, which is known.</summary>
    public async ValueTask<GatewayError?> ReserveAsync(Charge replay, CancellationToken callerGone)
    {
        if (_chain.HasHard && replay.Basis == BillingBasis.Unpriced
            && !CostCeiling.Of(Route.Targets, _organization.Currency, _snapshot.Rates, 1, byokFee: _snapshot.ByokFee).TryGet(out _, out var unpriced))
        {
            return unpriced;
        }

        var nano = Money.ToNanos(replay.Amount);
        var refusal = _keeper.TryReserve(_chain, nano, out var reservation);
        if (refusal is not null)
        {
            // Of this block, so that nothing is allocated for it where there is room.
            var amount = nano;
            var tried = await ExtendAsync(refusal, amount, amount, () => (_keeper.TryReserve(_chain, amount, out var got), got), callerGone);
            (refusal, reservation) = tried;
        }

        Reservation = reservation;
        return refusal;
    }

    /// <summary>The charge, but for no more than was reserved where a budget is hard; notes it as what is settled.</summary>
    public Charge Cap(Charge charge, string servedBy)
    {
        if (Reservation is not { } reservation)
        {
            return charge;
        }

        reservation.ServedBy(servedBy);
        var capped = reservation.IsHard ? charge.CappedAt(reservation.ReservedNano) : charge;
        reservation.SettledNano = Money.ToNanos(capped.Amount);
        return capped;
    }

    /// <summary>The receipt is durable, or could not be written: then nobody can say what was spent, and all of it stays held.</summary>
    public void End(bool isDurable)
    {
        if (Reservation is { } reservation)
        {
            if (isDurable)
            {
                _keeper.Settle(reservation);
            }
            else
            {
                _keeper.Hold(reservation);
            }
        }
    }

    /// <summary>The request ended without a receipt.</summary>
    public void Abandon(bool wasDispatched)
    {
        if (Reservation is { } reservation)
        {
            _keeper.Abandon(reservation, wasDispatched);
        }
    }

    // Gets more of what other replicas spend too, and tries again; where none do, the refusal stands.
    private async ValueTask<(GatewayError? Refusal, BudgetReservation? Reservation)> ExtendAsync(
        GatewayError refusal, long least, long wanted, Func<(GatewayError? Refusal, BudgetReservation? Reservation)> tryReserve, CancellationToken callerGone)
    {
        for (var again = 0; again < MostExtensions && _keeper.Leases is { } leases; again++)
        {
            if (WhyNotMore(await leases.ExtendAsync(_chain, least, wanted, callerGone), refusal) is { } final)
            {
                return (final, null);
            }

            var tried = tryReserve();
            if (tried.Refusal is null)
            {
                return tried;
            }

            refusal = tried.Refusal;
        }

        return (refusal, null);
    }

    // Null when it may be tried again.
    private static GatewayError? WhyNotMore(LeaseOutcome outcome, GatewayError refusal) => outcome switch
    {
        LeaseOutcome.Enough => null,
        LeaseOutcome.Unreachable => new GatewayError(
            GatewayErrorCode.Overloaded, "Nobody can say now whether a budget has room for this request, so it is not served: the database of the budgets cannot be reached.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        },
        _ => refusal,
    };

    // What is made in tokens without a bound that the caller could set: images, mostly.
    private long OpaqueOutput() => _request.Operation is Operation.Embeddings or Operation.Moderations ? 0 : Route.Model.MaxOutputTokens ?? DefaultOutputTokens;

    // A token is at least one byte of text, and the JSON around a message is longer than what a chat format puts there.
    private long CheapInputBound()
    {
        long tokens = _request.Size;
        if (!_request.IsChat)
        {
            return tokens + UnitMeter.MostInputTokens(_request);
        }

        foreach (var message in _request.Chat.Root["messages"u8].Children)
        {
            var content = message.Value["content"u8];
            if (content.Kind == JsonKind.Array)
            {
                foreach (var part in content.Children)
                {
                    tokens += part.Value["type"u8].TextEquals("text"u8) ? 0 : PerPart;
                }
            }
        }

        return tokens;
    }
}
