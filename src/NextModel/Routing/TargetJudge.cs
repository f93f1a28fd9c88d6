using System.Globalization;
using NextModel.Catalog;
using NextModel.Policies;

namespace NextModel.Routing;

/// <summary>Lists every offer that a request could go to, and says of each whether policies, prices and the request's needs let it.</summary>
internal static class TargetJudge
{
    /// <summary>True when the request goes where it would go without policies: to every offer of the model it names, in their order.</summary>
    public static bool LetsAllPass(RouteFacts facts)
    {
        if (facts.Decision is not { Candidates: null, Asked.Entry: { } model, Strategy: RouteStrategy.Priority })
        {
            return false;
        }

        for (var i = 0; i < model.Offers.Count; i++)
        {
            // Whose own credential it is decides about the order.
            if (model.Offers[i].Source.CredentialId is not null || Reject(facts, null, model, model.Offers[i]) is not null)
            {
                return false;
            }
        }

        return true;
    }

    public static List<RouteTarget> Judge(RouteFacts facts)
    {
        var targets = new List<RouteTarget>();
        if (facts.Decision.Candidates is not { } candidates)
        {
            Add(facts, facts.Decision.Asked, null, targets);
            return targets;
        }

        foreach (var candidate in candidates)
        {
            Add(facts, candidate.Named, candidate, targets);
        }

        return targets;
    }

    private static void Add(RouteFacts facts, in NamedModel named, PolicyCandidate? candidate, List<RouteTarget> targets)
    {
        if (named.Entry is not { } model)
        {
            return;
        }

        foreach (var offer in model.Offers)
        {
            if (named.Includes(offer) && targets.TrueForAll(t => !ReferenceEquals(t.Offer, offer)))
            {
                targets.Add(new RouteTarget(model, offer, candidate, Reject(facts, candidate, model, offer)));
            }
        }
    }

    private static TargetRejection? Reject(RouteFacts facts, PolicyCandidate? candidate, Model model, Offer offer)
    {
        if (facts.Decision.Reject(candidate, model, offer) is { } forbidden)
        {
            return forbidden;
        }

        if (RejectByRoutes(facts, facts.Decision.Matches, model, offer) is { } rejection)
        {
            return rejection;
        }

        // What the caller named itself is its own affair: the source says no if it cannot.
        return candidate is null ? null : RejectByRoutes(facts, candidate.Rules, model, offer) ?? RejectByNeeds(facts, model);
    }

    private static TargetRejection? RejectByRoutes(RouteFacts facts, IReadOnlyList<RuleMatch> matches, Model model, Offer offer)
    {
        for (var i = 0; i < matches.Count; i++)
        {
            if (RejectByRoute(facts, matches[i], model, offer) is { } rejection)
            {
                return rejection;
            }
        }

        return null;
    }

    private static TargetRejection? RejectByRoute(RouteFacts facts, RuleMatch match, Model model, Offer offer)
    {
        if (match.Rule?.Route is not { } route)
        {
            return null;
        }

        return model.ContextWindow < route.MinContext
            ? new TargetRejection(RejectionKind.Context, $"its context holds {model.ContextWindow} tokens, and {match.Where} wants {route.MinContext}")
            : RejectLatency(facts, match, route, offer) ?? (route.MaxPrice is { } limit ? RejectPrice(facts, match, limit, facts.PriceOf(offer)) : null);
    }

    private static TargetRejection? RejectLatency(RouteFacts facts, RuleMatch match, PolicyRoute route, Offer offer) =>
        route.MaxLatencyP95 is { } most && facts.LatencyOf(offer) is { } measured && measured.P95 > most.TotalMilliseconds
            ? new TargetRejection(RejectionKind.Latency, string.Create(
                CultureInfo.InvariantCulture,
                $"95 % of {measured.Samples} requests took up to {measured.P95:0} ms, and {match.Where} allows {most.TotalMilliseconds:0} ms"))
            : null;

    // What nobody has stated of a model is no reason against it.
    private static TargetRejection? RejectByNeeds(RouteFacts facts, Model model)
    {
        var question = facts.Question;
        if ((model.Capabilities.Lacks & question.Needs) is not Capability.None and var lacking)
        {
            return new TargetRejection(RejectionKind.Capability, $"it does not have {string.Join(", ", CapabilityNames.Of(lacking))}, which the request needs");
        }

        return model.ContextWindow < question.InputTokens
            ? new TargetRejection(
                RejectionKind.Context, $"its context holds {model.ContextWindow} tokens, and the input has about {question.InputTokens}")
            : null;
    }

    private static TargetRejection? RejectPrice(RouteFacts facts, RuleMatch match, PriceLimit limit, Price? price)
    {
        if (price is null)
        {
            return new TargetRejection(RejectionKind.Price, $"its price is not known, and {match.Where} limits it");
        }

        if (Rate(facts, price.Currency, limit.Currency) is not { } rate)
        {
            return new TargetRejection(RejectionKind.Price, $"its price is in {price.Currency}, and there is no rate to {limit.Currency}");
        }

        var (input, output) = (price.Input * rate, price.Output * rate);
        if (input > limit.Input)
        {
            return TooDear("input", input, limit.Input.Value);
        }

        return output > limit.Output ? TooDear("output", output, limit.Output.Value) : null;

        TargetRejection TooDear(string what, decimal asked, decimal most) => new(RejectionKind.Price, string.Create(
            CultureInfo.InvariantCulture,
            $"{what} costs {asked:0.######} {limit.Currency} per 1M tokens, and {match.Where} allows {most:0.######}"));
    }

    private static decimal? Rate(RouteFacts facts, string from, string to) => from == to
        ? 1m
        : facts.Rates.TryGetValue((from, to), out var fx) ? fx.Rate : null;
}
