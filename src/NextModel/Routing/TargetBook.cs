using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using NextModel.Catalog;
using NextModel.Errors;

namespace NextModel.Routing;

/// <summary>
/// Every target that was ever routed to, with its health and its latency. An offer is the same target as long as source id and upstream
/// model are the same: another price, or a configuration that was read again, changes nothing of what is known.
/// </summary>
public sealed class TargetBook(TimeProvider time)
{
    /// <summary>Longest wait, for a retry or for a target's rest, that a caller is kept for; what takes longer is left for the next target.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string SourceId, string UpstreamModel), Target> _targets = new();
    private readonly ConcurrentDictionary<string, RetryBudget> _retries = new(StringComparer.Ordinal);

    // What a request pays: one look-up by reference.
    private readonly ConditionalWeakTable<Offer, Target> _byOffer = [];

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<Target> All => _targets.Values;

    /// <summary>The target that an offer is.</summary>
    public Target Of(Offer offer) =>
        _byOffer.TryGetValue(offer, out var known) ? known : _byOffer.GetValue(offer, Find);

    private Target Find(Offer offer) => _targets.GetOrAdd(
        (offer.Source.Id, offer.UpstreamModel),
        static (key, book) => new Target(key.SourceId, key.UpstreamModel, book._retries.GetOrAdd(key.SourceId, _ => new RetryBudget(book.Time)), book.Time),
        this);

    /// <summary>
    /// Null when a request along this plan may be worth its while: a target may be tried now, or has asked for a rest short enough to
    /// be waited for. Otherwise the refusal. Only looks; <see cref="Target.TryEnter"/> decides.
    /// </summary>
    public GatewayError? WhyNoneSoon(RoutePlan plan)
    {
        foreach (var offer in plan.Targets)
        {
            if (!offer.Source.CircuitBreaker || Of(offer).Health.OpenFor(out var state) is var left
                && (state == HealthState.Resting ? left <= LongestWait : left == TimeSpan.Zero))
            {
                return null;
            }
        }

        return WhyNone(plan);
    }

    /// <summary>The refusal when no target of a plan may be tried now; says when the first of them may be.</summary>
    public GatewayError WhyNone(RoutePlan plan)
    {
        var soonest = TimeSpan.MaxValue;
        var states = new List<string>(plan.Targets.Count);
        foreach (var offer in plan.Targets)
        {
            var left = Of(offer).Health.OpenFor(out var state);
            soonest = left < soonest ? left : soonest;
            states.Add($"{offer.Source.Id}: {(state == HealthState.Resting ? "asked to be left alone" : "keeps failing")}");
        }

        var wait = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(soonest.TotalSeconds)));
        return new GatewayError(
            GatewayErrorCode.NoHealthySource,
            $"No source of {plan.Model.Id} can be tried now ({string.Join(", ", states)}). Try again in {wait.TotalSeconds} s.")
        {
            RetryAfter = wait,
        };
    }

    private TimeProvider Time => time;
}
