using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Telemetry;

namespace NextModel.Routing;

/// <summary>
/// Every target that was ever routed to, with its health and its latency. An offer is the same target as long as source id and upstream
/// model are the same: another price, or a configuration that was read again, changes nothing of what is known.
/// </summary>
public sealed partial class TargetBook(TimeProvider time, ILogger<TargetBook> logger)
{
    /// <summary>Longest wait, for a retry or for a target's rest, that a caller is kept for; what takes longer is left for the next target.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string SourceId, string UpstreamModel), Target> _targets = new();
    private readonly ConcurrentDictionary<string, RetryBudget> _retries = new(StringComparer.Ordinal);

    // Targets under an organization's own credential are its own: they tell nothing of the source under others, and go with the credential's version.
    private readonly ConditionalWeakTable<Source, OwnTargets> _own = [];

    // What a request pays: one look-up by reference.
    private readonly ConditionalWeakTable<Offer, Target> _byOffer = [];

    /// <summary>All under the platform's credentials, in no order.</summary>
    public IEnumerable<Target> All => _targets.Values;

    /// <summary>The target that an offer is.</summary>
    public Target Of(Offer offer) =>
        _byOffer.TryGetValue(offer, out var known) ? known : _byOffer.GetValue(offer, Find);

    private Target Find(Offer offer) => offer.Source.CredentialId is null
        ? _targets.GetOrAdd(
            (offer.Source.Id, offer.UpstreamModel),
            key => Make(key.SourceId, key.UpstreamModel, _retries.GetOrAdd(key.SourceId, _ => new RetryBudget(time))))
        : FindOwn(offer);

    private Target FindOwn(Offer offer)
    {
        var own = _own.GetValue(offer.Source, _ => new OwnTargets(new RetryBudget(time)));
        return own.ByModel.GetOrAdd(offer.UpstreamModel, model => Make(offer.Source.Label, model, own.Retries));
    }

    private Target Make(string source, string upstreamModel, RetryBudget retries) => new(source, upstreamModel, retries, time, Log);

    /// <summary>
    /// Null when a request along this plan may be worth its while: a target may be tried now, or has asked for a rest short enough to
    /// be waited for. Otherwise the refusal. Only looks; <see cref="Target.TryEnter"/> decides.
    /// </summary>
    /// <param name="plan">The targets.</param>
    /// <param name="tenant">Whose request it is.</param>
    public GatewayError? WhyNoneSoon(RoutePlan plan, int tenant)
    {
        foreach (var offer in plan.Targets)
        {
            if (!offer.Source.CircuitBreaker || Of(offer).Health.OpenFor(tenant, out var state) is var left
                && (state == HealthState.Resting ? left <= LongestWait : left == TimeSpan.Zero))
            {
                return null;
            }
        }

        return WhyNone(plan, tenant);
    }

    /// <summary>The refusal when no target of a plan may be tried now; says when the first of them may be.</summary>
    public GatewayError WhyNone(RoutePlan plan, int tenant)
    {
        var soonest = TimeSpan.MaxValue;
        var states = new List<string>(plan.Targets.Count);
        foreach (var offer in plan.Targets)
        {
            var left = Of(offer).Health.OpenFor(tenant, out var state);
            soonest = left < soonest ? left : soonest;
            states.Add($"{offer.Source.Label}: {(state == HealthState.Resting ? "asked to be left alone" : "keeps failing")}");
        }

        var wait = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(soonest.TotalSeconds)));
        return new GatewayError(
            GatewayErrorCode.NoHealthySource,
            $"No source of {plan.Model.Id} can be tried now ({string.Join(", ", states)}). Try again in {wait.TotalSeconds} s.")
        {
            RetryAfter = wait,
        };
    }

    private void Log(Target target)
    {
        var health = target.Health.Read();
        if (health.State == HealthState.Open)
        {
            LogOpened(target.SourceId, target.UpstreamModel, Math.Ceiling(health.OpenFor.TotalSeconds), health.FailuresInARow, health.Failures, health.Successes);
        }
        else
        {
            LogClosed(target.SourceId, target.UpstreamModel);
        }
    }

    [LoggerMessage(EventIds.TargetOpened, LogLevel.Warning,
        "{Source} keeps failing at {Model} and is left alone for {Seconds} s. {Row} failures in a row; lately {Failures} failures and {Successes} successes")]
    private partial void LogOpened(string source, string model, double seconds, int row, int failures, int successes);

    [LoggerMessage(EventIds.TargetClosed, LogLevel.Information, "{Source} answers at {Model} again")]
    private partial void LogClosed(string source, string model);

    private sealed record OwnTargets(RetryBudget Retries)
    {
        public ConcurrentDictionary<string, Target> ByModel { get; } = new(StringComparer.Ordinal);
    }
}
