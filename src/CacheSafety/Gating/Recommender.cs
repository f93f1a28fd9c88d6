using System.Globalization;
using CacheSafety.Cases;
using CacheSafety.Costing;
using CacheSafety.Policies;
using CacheSafety.Reports;
using CacheSafety.Scoring;
using CacheSafety.Statistics;

namespace CacheSafety.Gating;

/// <summary>
/// The ladder Off, Exact, Exact + Canonical, + neutral fields, Semantic: the highest rung without a critical bad hit, whose bound is within
/// the tolerance, that hits what must hit, that was covered, and that saves more than the rung below. It never says more than that.
/// </summary>
public static class Recommender
{
    private const int DaysValid = 30;

    // Wrong answers there are not paid for by savings; no threshold is recommended for them.
    private static readonly string[] NeverSemantic = ["health", "legal", "finance"];

    /// <summary>The rung among policies that were replayed in this process.</summary>
    /// <param name="ladder">From nothing to the most daring.</param>
    /// <param name="limits">The tolerance.</param>
    /// <param name="prices">What is saved.</param>
    /// <param name="now">The date of the measurement.</param>
    public static RecommendationPart OfLadder(IReadOnlyList<Scorecard> ladder, GateLimits limits, Prices prices, DateTimeOffset now)
    {
        var reasons = new List<string>();
        var best = ladder[0];
        Scorecard? below = null;
        foreach (var card in ladder)
        {
            if (below is not null)
            {
                var objection = Objection(card, below, limits, prices);
                reasons.Add($"{card.Policy}: {objection ?? Evidence(card)}");
                if (objection is null)
                {
                    best = card;
                }
            }

            below = card;
        }

        var isSemantic = PolicyNames.IsSemantic(best.Policy);
        var wouldChange = new List<string> { More(best, limits) };
        if (!isSemantic)
        {
            wouldChange.Add("A semantic rung needs a threshold whose bound is within the tolerance on cases it was not chosen on: run 'cachesafety sweep' with your embedder.");
        }

        var summary = best.Policy == "off"
            ? "Not recommended yet: no rung has the evidence."
            : Text($"No evidence against '{best.Policy}', up to a trap failure rate of {best.TrapFailureBound:P1} (one-sided 95 %).");
        return Part(best, summary, isSemantic, reasons, wouldChange, now);
    }

    /// <summary>What may be said of a cache that was driven from outside.</summary>
    public static RecommendationPart OfTarget(Scorecard card, GateLimits limits, DateTimeOffset now)
    {
        if (card.TrapFailures.N == 0 || card.MustHits.N == 0)
        {
            return Part(
                card, "Not tested: no identical request was served from the cache, so nothing is known about its safety.", false, [$"{card.ControlDead} controls were dead."],
                ["Switch the cache on for the key that is used, or give the adapter that switches it on."], now, "not tested");
        }

        var isWithin = card.CriticalBadHits == 0 && card.TrapFailures.K == 0 && card.BadHits.K == 0;
        var summary = isWithin && card.TrapFailureBound <= limits.MaxTrapUcb
            ? Text($"No evidence against this cache, up to a trap failure rate of {card.TrapFailureBound:P1} (one-sided 95 %).")
            : isWithin
                ? Text($"Not recommended yet: nothing bad was seen, but {card.TrapFailures.N} traps only bound the failure rate by {card.TrapFailureBound:P1}.")
                : Text($"Not recommended: {card.BadHits.K} bad hits, {card.CriticalBadHits} of them critical.");
        return Part(card, summary, false, [Evidence(card)], [More(card, limits)], now, isWithin ? Observed(card) : "off");
    }

    private static string? Objection(Scorecard card, Scorecard below, GateLimits limits, Prices prices)
    {
        if (card.CriticalBadHits > 0 || card.TrapFailureBound > limits.MaxTrapUcb)
        {
            return Text($"{card.TrapFailures} traps failed, {card.CriticalBadHits} critical; the bound is {card.TrapFailureBound:P1}.");
        }

        if (card.MustHits.K < card.MustHits.N)
        {
            return Text($"{card.MustHits} of the identical requests hit.");
        }

        if (card.Coverage.Value < limits.MinCoverage)
        {
            return Text($"only {card.Coverage.Value:P1} of the cases have a verdict.");
        }

        var gains = card.Tested.Zip(below.Tested, (one, other) => (one.Case.Group, Saved(one, prices) - Saved(other, prices))).ToArray();
        return ClusteredBootstrap.MeanInterval(gains) is { Low: > 0 } ? null : "it does not save more than the rung below, with 95 % confidence.";
    }

    private static long Saved(CaseOutcome outcome, Prices prices) =>
        outcome.IsSafe ? prices.FreshNanos(outcome.Case.PromptTokens, outcome.Case.CompletionTokens) : 0;

    private static string Evidence(Scorecard card) => Text(
        $"{card.TrapFailures} traps failed, bound {card.TrapFailureBound:P1}; {card.MustHits} must-hits hit; {card.SafeHits} right hits among all cases.");

    private static string More(Scorecard card, GateLimits limits)
    {
        var next = card.TrapFailureBound <= limits.MaxTrapUcb ? limits.MaxTrapUcb / 2 : limits.MaxTrapUcb;
        var more = Binomial.MoreTrialsFor(next, card.TrapFailures.K, card.TrapFailures.N);
        return Text($"{more} more traps without a failure would bring the bound to {next:P1}; one failure more is a bound of {Binomial.UpperBound(card.TrapFailures.K + 1, card.TrapFailures.N + 1):P1}.");
    }

    private static string Observed(Scorecard card) =>
        card.Capture(Equivalence.Neutral).Value > 0.5 ? "exact+canonical+neutral"
        : card.Capture(Equivalence.Json).Value > 0.5 ? "exact+canonical"
        : "exact";

    private static RecommendationPart Part(
        Scorecard card, string summary, bool isSemantic, IReadOnlyList<string> reasons, IReadOnlyList<string> wouldChange, DateTimeOffset now, string? policy = null)
    {
        var notTested = card.Outcomes.Where(outcome => outcome.Case.IsGated && !outcome.IsTested)
            .GroupBy(outcome => outcome.Reason ?? Words.Of(outcome.Verdict))
            .Select(group => $"{group.Count()} cases: {group.Key}")
            .Append("Your own traffic: the public set is trap-heavy on purpose, so its rates are no forecast of production. Reweight them with a profile.")
            .Append("Identical requests whose right answer changes within the time to live: the residual risk of every exact cache (suite 'advisory').");
        return new RecommendationPart(
            policy ?? card.Policy,
            isSemantic,
            summary,
            reasons,
            [
                "Key: the whole body, the effective upstream model and account, every forwarded header.",
                "Scope: one project; never across tenants, projects or upstream accounts.",
                "Time to live: 24 hours or less.",
                "Bypass: store, hosted tools and web search, questions about now, and a temperature above 0 where callers expect variety.",
                .. isSemantic ? [$"Semantic never for classes of {string.Join(", ", NeverSemantic)}; a verifier that fails is a miss."] : Array.Empty<string>(),
            ],
            [.. notTested],
            wouldChange,
            now.AddDays(DaysValid).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ", or any change of key builder, embedder or threshold");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
