using NextModel.Billing;
using NextModel.Caching;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;
using NextModel.Metering;
using NextModel.Pipeline.Objects;
using NextModel.Policies;
using NextModel.Routing;

namespace NextModel.Pipeline.Explaining;

/// <summary>Explains a request as if it began now: takes the steps that decide, by the same code, and none that acts.</summary>
/// <param name="policies">Those in force.</param>
/// <param name="router">Makes the plan.</param>
/// <param name="budgets">Where budgets stand.</param>
/// <param name="targets">Health and latency.</param>
/// <param name="references">What requests name that sources keep.</param>
/// <param name="snapshot">Catalog and prices.</param>
/// <param name="at">The moment: prices may depend on it.</param>
public sealed class PolicyExplainer(
    PolicyDirectory policies, Router router, BudgetKeeper budgets, TargetBook targets, ReferencedObjects references, GatewaySnapshot snapshot, DateTimeOffset at)
{
    /// <param name="caller">Who would ask.</param>
    /// <param name="request">What would be asked. Its bounds are set as they would be.</param>
    /// <param name="own">Its own credentials; null for the platform's only.</param>
    /// <param name="draft">A policy to put in the place of the one of its scope; null for those in force.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Explanation> ExplainAsync(
        Caller caller, InferenceRequest request, CredentialSet? own, CompiledPolicy? draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        var inForce = policies.ChainOf(caller);
        var chain = draft is null ? inForce : inForce.With(draft);
        var question = new PolicyQuestion(caller, request, OwnModels.Of(own, snapshot), budgets);
        var refusal = PolicyStep.Authorize(chain, question, request, snapshot, targets, at, out var facts);
        return await (facts is null
            ? ExplainUnruledAsync(question, request, cancellationToken)
            : ExplainAsync(chain, question, request, facts, refusal, cancellationToken));
    }

    private async ValueTask<Explanation> ExplainAsync(
        PolicyChain chain, PolicyQuestion question, InferenceRequest request, RouteFacts facts, GatewayError? refusal, CancellationToken cancellationToken)
    {
        var decision = facts.Decision;
        using var body = CanonicalBody.Of(request, question.Caller.Project.Cache.IgnoredMetadata);
        facts = PolicyStep.Seeded(facts, body, Guid.Empty);
        var judged = Router.Judge(facts);
        if (refusal is null && router.Route(facts).TryGet(out var plan, out refusal))
        {
            refusal = await WhyNotAsync(plan, question, request, cancellationToken);
            judged = await FitAsync(judged, question, request, cancellationToken);
        }

        var mark = decision.Mark;
        return new Explanation
        {
            Allowed = refusal is null,
            Code = refusal is null ? null : GatewayErrorCatalog.Describe(refusal.Code).Wire,
            Message = refusal?.Message,
            Request = Describe(question),
            Policies = [.. Enumerable.Range(0, chain.Count).Select(i => Describe(chain[i], question, decision))],
            DecidedBy = new ExplainedMark($"{Policy.IdPrefix}{mark.PolicyId:N}", mark.Version, mark.Rule, mark.Reason),
            Strategy = decision.Strategy.Wire(),
            Targets = Describe(judged, question.Caller, request),
            Dropped = [.. decision.Dropped.Select(d => new ExplainedName(d.Name, d.Why.Reason))],
            Changes = new ExplainedChanges(request.OutputBound, request.TemperatureBound),
            Cache = Describe(request, question.Caller, !decision.AllowsCache, judged.FirstOrDefault(t => t.Rejection is null)),
        };
    }

    private async ValueTask<Explanation> ExplainUnruledAsync(PolicyQuestion question, InferenceRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<RouteTarget> offers = [];
        if (router.Route(question.Models, request.Model).TryGet(out var plan, out var refusal))
        {
            refusal = await WhyNotAsync(plan, question, request, cancellationToken);
            offers = await FitAsync([.. plan.Targets.Select(t => new RouteTarget(plan.ModelOf(t), t, null, null))], question, request, cancellationToken);
        }

        return new Explanation
        {
            Allowed = refusal is null,
            Code = refusal is null ? null : GatewayErrorCatalog.Describe(refusal.Code).Wire,
            Message = refusal?.Message,
            Request = Describe(question),
            Policies = [],
            Strategy = RouteStrategy.Priority.Wire(),
            Targets = Describe(offers, question.Caller, request),
            Dropped = [],
            Changes = new ExplainedChanges(null, null),
            Cache = Describe(request, question.Caller, false, offers.FirstOrDefault(t => t.Rejection is null)),
        };
    }

    private async ValueTask<GatewayError?> WhyNotAsync(RoutePlan plan, PolicyQuestion question, InferenceRequest request, CancellationToken cancellationToken)
    {
        _ = (await RouteStep.NarrowAsync(plan, request, question.Caller, question.Models, references, cancellationToken)).TryGet(out _, out var refusal);
        return refusal;
    }

    // Those that may be called and can serve the request, and then the others.
    private async ValueTask<IReadOnlyList<RouteTarget>> FitAsync(
        IReadOnlyList<RouteTarget> judged, PolicyQuestion question, InferenceRequest request, CancellationToken cancellationToken)
    {
        var told = new List<RouteTarget>();
        foreach (var target in judged)
        {
            told.Add(target.Rejection is null && await WhyNotAsync(new RoutePlan(target.Model, [target.Offer]), question, request, cancellationToken) is { } refusal
                ? target with { Rejection = new TargetRejection(RejectionKind.Request, refusal.Message.TrimEnd('.')) }
                : target);
        }

        return [.. told.OrderBy(target => target.Rejection is not null)];
    }

    private static ExplainedRequest Describe(PolicyQuestion question) => new(
        question.Model, question.Operation.Wire(), question.Environment, question.Workload, [.. Catalog.CapabilityNames.Of(question.Needs)], question.InputTokens);

    private static ExplainedPolicy Describe(CompiledPolicy policy, PolicyQuestion question, PolicyDecision decision)
    {
        var match = decision.Matches.FirstOrDefault(m => ReferenceEquals(m.Policy, policy));
        var rules = new List<ExplainedRule>();
        foreach (var rule in match.Policy is null ? [] : policy.Document.Rules)
        {
            var unmet = rule.When.Unmet(question, decision.Asked, decision.Stands);
            rules.Add(new ExplainedRule(rule.Name, unmet));
            if (unmet is null)
            {
                break;
            }
        }

        return new ExplainedPolicy(
            policy.Policy.WireId, policy.Policy.Version, policy.Policy.Scope.Wire(), match.Policy is null ? null : match.Rule?.Name, rules);
    }

    private List<ExplainedTarget> Describe(IReadOnlyList<RouteTarget> offers, Caller caller, InferenceRequest request)
    {
        var (place, size) = (0, InputSizes.Of(request.Size));
        return [.. offers.Select(target => new ExplainedTarget
        {
            Model = target.Model.Id,
            Source = target.Offer.Source.Id,
            UpstreamModel = target.Offer.UpstreamModel,
            Credential = target.Offer.Source.CredentialId ?? "platform",
            Region = target.Offer.Source.Region,
            Place = target.Rejection is null ? ++place : null,
            RejectedFor = target.Rejection?.Kind.ToString().ToLowerInvariant(),
            Reason = target.Rejection?.Reason,
            Health = Word(targets.Of(target.Offer).Health.Read().State),
            Latency = Describe(request.Stream ? targets.Of(target.Offer).Latency.FirstByte(size) : targets.Of(target.Offer).Latency.Total(size)),
            Cost = Cost(target, caller, request),
        })];
    }

    private static string Word(HealthState state) => state switch
    {
        HealthState.Open => "open",
        HealthState.HalfOpen => "half_open",
        HealthState.Resting => "resting",
        _ => "closed",
    };

    private static ExplainedLatency? Describe(in LatencyReading reading) =>
        reading.Samples == 0 ? null : new ExplainedLatency(reading.Samples, (long)reading.P50, (long)reading.P95);

    private ExplainedCost Cost(RouteTarget target, Caller caller, InferenceRequest request)
    {
        var currency = caller.Organization.Currency;
        var isChat = request.IsChat;
        var bound = request.OutputBound ?? request.MaxOutputTokens;
        var output = isChat ? (bound ?? RouteFacts.ExpectedOutputTokens) * request.Choices : 0;
        var usage = new Usage(UsageSource.Estimated, Meter.EstimateInput(request, target.Model.Tokenizer), 0, 0, output, 0);
        var price = target.Offer.Price?.For(at, usage.InputTokens, request.ServiceTier);
        var fx = price is null || price.Currency == currency ? null : snapshot.Rates.GetValueOrDefault((price.Currency, currency));
        var terms = new ChargeTerms(price, currency, snapshot.ExactCacheDiscount, fx) { ByokFee = target.Offer.Source.CredentialId is null ? null : snapshot.ByokFee };
        var most = CostCeiling.Of([target.Offer], currency, snapshot.Rates, isChat ? request.Choices : 0, at, snapshot.ByokFee).TryGet(out var ceiling, out _)
            && (!isChat || (bound ?? target.Model.MaxOutputTokens) is not null)
            ? ceiling.Of(usage.InputTokens, isChat ? (bound ?? target.Model.MaxOutputTokens)!.Value : 0)
            : (long?)null;
        return new ExplainedCost(
            Amount(usage, ServeMode.Fresh, terms),
            Amount(usage, ServeMode.ExactCache, terms),
            most is { } nano and < long.MaxValue ? Money.FormatNanos(nano) : null,
            currency,
            price?.Version,
            usage.InputTokens,
            output);
    }

    private static string? Amount(in Usage usage, ServeMode mode, in ChargeTerms terms) =>
        ChargeCalculator.Calculate(usage, mode, terms).TryGet(out var charge, out _) && charge.Basis != BillingBasis.Unpriced
            ? Money.FormatAmount(charge.Amount)
            : null;

    private static ExplainedCache Describe(InferenceRequest request, Caller caller, bool isForbidden, RouteTarget? first)
    {
        var can = Cacheability.Of(request, caller.Project.Cache, isForbidden);
        return new ExplainedCache(can.MayLookUp, can.MayStore, can.Reason, can.MayLookUp && first is not null ? $"{first.Offer.Source.Id}/{first.Model.Id}" : null);
    }
}
