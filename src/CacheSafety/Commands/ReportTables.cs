using System.Globalization;
using CacheSafety.Reports;

namespace CacheSafety.Commands;

/// <summary>A report in a terminal.</summary>
internal static class ReportTables
{
    public static void Write(BenchConsole console, BenchReport report)
    {
        console.Line(Text($"{report.Dataset.Name}: {report.Dataset.Gated} gated cases of {report.Dataset.Cases}, sha256 {report.Dataset.Sha256[..12]}…"));
        console.Table(
            ["cache", "right hits", "bad hits", "trap failures", "bound", "critical", "must hit", "byte", "json", "neutral", "text", "semantic", "saved / 1K"],
            report.Policies.Select(policy => new[]
            {
                policy.Policy,
                Of(policy.Rates.SafeHitRate),
                Of(policy.Rates.BadHitRate),
                Of(policy.Rates.TrapFailureRate),
                Percent(policy.Rates.TrapFailureRate.Ucb95),
                policy.CriticalBadHits.ToString(CultureInfo.InvariantCulture),
                Of(policy.Rates.MustHit),
                Of(policy.Rates.Capture["byte"]),
                Of(policy.Rates.Capture["json"]),
                Of(policy.Rates.Capture["neutral"]),
                Of(policy.Rates.Capture["text"]),
                Of(policy.Rates.Capture["semantic"]),
                Text($"${policy.Cost.SavedPerThousand:0.0000}"),
            }));
        if (report.BadHits.Count > 0)
        {
            console.Table(["bad hit", "class", "severity", "from", "why"], report.BadHits.Take(20).Select(bad => new[]
            {
                bad.Reversed ? bad.Id + " (reversed)" : bad.Id, bad.Class, bad.Severity, bad.ServedFrom ?? "", bad.Why,
            }));
            if (report.BadHits.Count > 20)
            {
                console.Line(Text($"… and {report.BadHits.Count - 20} more in the report."));
            }
        }

        console.Line(Text($"coverage {report.Coverage.Run}/{report.Coverage.Gated}; dead controls {report.Coverage.ControlDead}; undetermined {report.Coverage.Undetermined}"));
        foreach (var (lack, cases) in report.Coverage.NotRun)
        {
            console.Line(Text($"not run: {cases} cases, {lack}"));
        }

        if (report.HeaderTruth is { } truth)
        {
            console.Line(Text($"headers: {truth.FalseHit} false hits, {truth.SilentHit} silent hits, {truth.Unlabelled} replays without a word, of {truth.Checked} answers"));
        }

        if (report.Run is { } run)
        {
            console.Line(Text($"{run.Requests} requests in {run.Seconds:0.0} s"));
        }

        foreach (var simulated in report.Traffic?.Simulated ?? [])
        {
            console.Line(Text($"simulated: {simulated.Requests} requests, Zipf {simulated.Zipf:0.0}: {100 * simulated.SafeHitRate:0.0} % right hits, {100 * simulated.BadHitRate:0.00} % bad hits"));
        }

        console.Line(report.Recommendation.Summary);
        Gate(console, report.Gate);
    }

    public static void Gate(BenchConsole console, GatePart gate)
    {
        foreach (var rule in gate.Rules.Where(rule => rule.Message is not null))
        {
            console.Line($"{rule.Outcome}: {rule.Name}: {rule.Message}");
        }

        console.Line($"gate: {gate.Outcome}");
    }

    private static string Of(RatePart rate) => rate.N == 0 ? "–" : Text($"{rate.K}/{rate.N}");

    private static string Percent(double? value) => value is { } known ? Text($"{100 * known:0.0} %") : "–";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
