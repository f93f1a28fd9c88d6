using System.Globalization;
using CacheSafety.Reports;
using CacheSafety.Statistics;

namespace CacheSafety.Gating;

/// <summary>A report against limits. A figure that nobody measured is inconclusive, never passed.</summary>
public static class Gate
{
    public const string Passed = "passed";
    public const string Failed = "failed";
    public const string Inconclusive = "inconclusive";

    public static GatePart Judge(BenchReport report, GateLimits limits)
    {
        var rules = new List<GateRule>
        {
            AtMost("max-critical", limits.MaxCritical, report.SevereBadHitCount, report, "critical bad hits: read bad_hits of the report and do not serve from this cache."),
            AtMost("max-bad-hits", limits.MaxBadHits, report.Rates.BadHitRate.K, report, "bad hits: each stands in bad_hits of the report with what differed."),
            TrapBound(limits.MaxTrapUcb, report.Rates.TrapFailureRate),
            MustHit(limits.MinMustHit, report),
            Coverage(limits.MinCoverage, report),
        };
        if (report.HeaderTruth is { } truth)
        {
            var lies = truth.FalseHit + truth.SilentHit;
            rules.Add(new GateRule(
                "max-header-lies", limits.MaxHeaderLies, lies, lies <= limits.MaxHeaderLies ? Passed : Failed,
                lies <= limits.MaxHeaderLies ? null : Text($"{truth.FalseHit} fresh answers were called hits and {truth.SilentHit} replays were called fresh.")));
        }

        var outcome = rules.Any(rule => rule.Outcome == Failed) ? Failed : rules.Any(rule => rule.Outcome == Inconclusive) ? Inconclusive : Passed;
        return new GatePart(outcome == Passed, outcome, rules);
    }

    private static GateRule AtMost(string name, int limit, int seen, BenchReport report, string what)
    {
        // Nothing bad among nothing tested is nothing known.
        var isKnown = report.Rates.TrapFailureRate.N > 0;
        return seen > limit ? new GateRule(name, limit, seen, Failed, Text($"{seen} {what}"))
            : isKnown ? new GateRule(name, limit, seen, Passed, null)
            : new GateRule(name, limit, null, Inconclusive, "no trap was tested: is the cache on, and did its controls hit?");
    }

    private static GateRule TrapBound(double limit, RatePart traps)
    {
        const string Name = "max-trap-ucb";
        if (traps.Ucb95 is not { } bound)
        {
            return new GateRule(Name, limit, null, Inconclusive, "no trap was tested: is the cache on, and did its controls hit?");
        }

        if (bound <= limit)
        {
            return new GateRule(Name, limit, bound, Passed, null);
        }

        var more = Binomial.MoreTrialsFor(limit, traps.K, traps.N);
        return traps.Value > limit
            ? new GateRule(Name, limit, bound, Failed, Text($"{traps.K} of {traps.N} traps failed, which is above {limit:P1}."))
            : new GateRule(Name, limit, bound, Inconclusive, Text($"{traps.K} of {traps.N} traps failed; {more} more traps without a failure would bring the bound to {limit:P1}."));
    }

    private static GateRule MustHit(double limit, BenchReport report)
    {
        const string Name = "min-must-hit";
        var must = report.Rates.MustHit;
        return must.Value switch
        {
            null => new GateRule(Name, limit, null, Inconclusive, "not tested: no identical request was served from the cache. Switch the cache on, or take out what bypasses it."),
            var seen when seen >= limit => new GateRule(Name, limit, seen, Passed, null),
            var seen => new GateRule(Name, limit, seen, Failed, Text($"{must.N - must.K} of {must.N} identical requests were not served from the cache though it had them.")),
        };
    }

    private static GateRule Coverage(double limit, BenchReport report)
    {
        var coverage = report.Coverage;
        return coverage.Share >= limit
            ? new GateRule("min-coverage", limit, coverage.Share, Passed, null)
            : new GateRule(
                "min-coverage", limit, coverage.Share, Inconclusive,
                Text($"{coverage.Run} of {coverage.Gated} cases have a verdict: {coverage.NotRun.Values.Sum()} not run ({string.Join(", ", coverage.NotRun.Keys)}), {coverage.ControlDead} with a dead control, {coverage.Undetermined} undetermined."));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
