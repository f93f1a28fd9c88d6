using NextModel.Catalog;
using NextModel.Errors;

namespace NextModel.Policies;

/// <summary>What the policies over a request decide about it, before anybody knows which targets are well.</summary>
public sealed class PolicyDecision
{
    /// <summary>What the caller named.</summary>
    public required NamedModel Asked { get; init; }

    /// <summary>What that stands for where it is an alias; null where it is none.</summary>
    public IReadOnlyList<NamedModel>? Stands { get; init; }

    /// <summary>The refusal when a rule denies the request; null when it may go on.</summary>
    public GatewayError? Refusal { get; init; }

    /// <summary>The rule that decided, for the receipt.</summary>
    public required PolicyMark Mark { get; init; }

    /// <summary>The other rules that held for the request or for a model it may go to, widest policy first, each once; for the receipt.</summary>
    public required IReadOnlyList<PolicyMark> AlsoMatched { get; init; }

    /// <summary>One match per policy that was asked about the request, widest first.</summary>
    public required IReadOnlyList<RuleMatch> Matches { get; init; }

    /// <summary>Where the request may go, in the order of alias or route; null for the model that the caller named.</summary>
    public IReadOnlyList<PolicyCandidate>? Candidates { get; init; }

    /// <summary>Candidates that a wider policy took out, and why.</summary>
    public IReadOnlyList<(string Name, TargetRejection Why)> Dropped { get; init; } = [];

    /// <summary>How targets are ordered.</summary>
    public RouteStrategy Strategy { get; init; }

    /// <summary>Most output tokens per choice; null when no rule caps them.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Highest temperature; null when no rule caps it.</summary>
    public decimal? MaxTemperature { get; init; }

    /// <summary>False when a rule keeps the request out of the exact cache.</summary>
    public bool AllowsCache { get; init; } = true;

    /// <summary>The narrowest match that sends the request somewhere; null when none does.</summary>
    public RuleMatch? RoutedBy { get; init; }

    /// <summary>True when targets are neither chosen nor restricted nor ordered: the plan is what it would be without a policy.</summary>
    public required bool LeavesTargetsAlone { get; init; }

    /// <summary>Why the policies do not allow an offer; null when they do.</summary>
    public TargetRejection? Reject(PolicyCandidate? candidate, Model model, Offer offer)
    {
        for (var i = 0; i < Matches.Count; i++)
        {
            if (Matches[i].Reject(model, offer) is { } rejection)
            {
                return rejection;
            }
        }

        for (var i = 0; i < (candidate?.Rules.Count ?? 0); i++)
        {
            if (candidate!.Rules[i].Reject(model, offer) is { } rejection)
            {
                return rejection;
            }
        }

        return null;
    }
}
