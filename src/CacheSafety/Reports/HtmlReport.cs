using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CacheSafety.Reports;

/// <summary>
/// A report as one page: no script, no network, no style but the one whose digest the page's own policy names. Everything from the cases is
/// escaped, and what is invisible is written as code points.
/// </summary>
internal static class HtmlReport
{
    private const string Style =
        "body{font:15px/1.5 system-ui,sans-serif;color:#222;background:#fff;max-width:72rem;margin:2rem auto;padding:0 1rem}"
        + "table{border-collapse:collapse;margin:1rem 0;font-size:13px}th,td{border:1px solid #ddd;padding:.3rem .5rem;text-align:left;vertical-align:top}"
        + "code{font-size:12px;overflow-wrap:anywhere}.passed{color:#2e7d4f}.failed{color:#b3261e}.inconclusive{color:#8a6d00}svg{max-width:100%;height:auto}";

    public static string Write(BenchReport report)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.Append(CultureInfo.InvariantCulture, $"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">");
        page.Append("<meta name=\"viewport\" content=\"width=device-width\"><title>CacheSafety Bench report</title>");
        page.Append(CultureInfo.InvariantCulture, $"<style>{Style}</style></head><body>\n");
        Head(page, report);
        Figures(page, report);
        Section(page, "Hits by class", HeatMap.Svg(report));
        Section(page, "Capture against failure", Plots.CaptureAgainstFailure(report));
        Section(page, "Expected cost against the penalty of a bad hit", Plots.CostAgainstPenalty(report));
        if (Plots.Latency(report) is { } latency)
        {
            Section(page, "Time to first byte", latency + "<p>A fast answer proves nothing alone: a provider's prefix cache is fast too.</p>");
        }

        Sweeps(page, report);
        Traffic(page, report);
        BadHits(page, report);
        Recommendation(page, report);
        page.Append("</body></html>\n");
        return page.ToString();
    }

    private static void Head(StringBuilder page, BenchReport report)
    {
        page.Append("<h1>Is it safe to reuse these answers?</h1>");
        page.Append(CultureInfo.InvariantCulture, $"<p><strong>{Markup.Text(report.Recommendation.Summary)}</strong></p>");
        page.Append(CultureInfo.InvariantCulture, $"<p>Gate: <strong class=\"{Markup.Text(report.Gate.Outcome)}\">{Markup.Text(report.Gate.Outcome)}</strong>. ");
        page.Append(CultureInfo.InvariantCulture, $"Measured {Markup.Text(report.MeasuredAt)} with {Markup.Text(report.Tool)}, mode {Markup.Text(report.Target.Mode)}");
        page.Append(CultureInfo.InvariantCulture, $" {Markup.Text(report.Target.BaseUrl ?? report.Target.Policy)}, isolation {Markup.Text(report.Target.Isolation)}{(report.Target.Clock is { } clock ? ", clock " + Markup.Text(clock) : "")}. ");
        if (report.Run is { } run)
        {
            page.Append(CultureInfo.InvariantCulture, $"{run.Requests} requests in {run.Seconds:0.0} s. ");
        }

        page.Append(CultureInfo.InvariantCulture, $"Cases: {Markup.Text(report.Dataset.Name)}, {report.Dataset.Gated} gated of {report.Dataset.Cases}, sha256 <code>{Markup.Text(report.Dataset.Sha256)}</code>.</p>\n");
        Rows(page, ["rule", "limit", "seen", "outcome", "what to do"], report.Gate.Rules.Select(rule => new[]
        {
            rule.Name, Number(rule.Limit), rule.Seen is { } seen ? Number(seen) : "–", rule.Outcome, rule.Message ?? "",
        }));
    }

    private static void Figures(StringBuilder page, BenchReport report)
    {
        page.Append("<h2>Caches</h2>");
        Rows(page, ["cache", "right hits", "bad hits", "trap failures", "bound (95 %)", "critical", "precision", "must hit", "byte", "json", "neutral", "text", "semantic", "saved / 1K", "break-even penalty"],
            report.Policies.Select(policy => new[]
            {
                policy.Policy, Markup.Share(policy.Rates.SafeHitRate), Markup.Share(policy.Rates.BadHitRate), Markup.Share(policy.Rates.TrapFailureRate),
                Markup.Percent(policy.Rates.TrapFailureRate.Ucb95), policy.CriticalBadHits.ToString(CultureInfo.InvariantCulture),
                Markup.Share(policy.Rates.HitPrecision), Markup.Share(policy.Rates.MustHit), Markup.Share(policy.Rates.Capture["byte"]),
                Markup.Share(policy.Rates.Capture["json"]), Markup.Share(policy.Rates.Capture["neutral"]), Markup.Share(policy.Rates.Capture["text"]),
                Markup.Share(policy.Rates.Capture["semantic"]), $"{Markup.Usd(policy.Cost.SavedPerThousand)} [{Markup.Usd(policy.Cost.SavedLow)}, {Markup.Usd(policy.Cost.SavedHigh)}]",
                Markup.Usd(policy.Cost.BreakEvenPenalty),
            }));
        var cost = report.Cost;
        page.Append(CultureInfo.InvariantCulture, $"<p>Assumed: ${cost.Prices.InputPerMillion} and ${cost.Prices.OutputPerMillion} for a million tokens in and out, ${cost.Prices.OverheadPerRequest} overhead a request; a bad hit costs ${cost.Penalties.Minor} (minor), ${cost.Penalties.Major} (major), ${cost.Penalties.Critical} (critical).");
        page.Append(CultureInfo.InvariantCulture, $" Most saved within a bound of {Markup.Percent(cost.Epsilon)}: {Markup.Usd(cost.BestSavedPerThousandAtEpsilon)} for 1,000 requests.</p>");
        page.Append(CultureInfo.InvariantCulture, $"<p>Coverage {report.Coverage.Run} of {report.Coverage.Gated}; {report.Coverage.ControlDead} dead controls; {report.Coverage.Undetermined} undetermined.");
        foreach (var (lack, cases) in report.Coverage.NotRun)
        {
            page.Append(CultureInfo.InvariantCulture, $" Not run: {cases} cases, {Markup.Text(lack)}.");
        }

        if (report.HeaderTruth is { } truth)
        {
            page.Append(CultureInfo.InvariantCulture, $" Headers: {truth.FalseHit} false hits, {truth.SilentHit} silent hits, {truth.Unlabelled} replays without a word, of {truth.Checked} answers.");
        }

        page.Append("</p>\n");
    }

    private static void Sweeps(StringBuilder page, BenchReport report)
    {
        foreach (var sweep in report.Sweep)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>Thresholds: {Markup.Text(sweep.Embedder)}{(sweep.Guarded ? " with guard" : "")}</h2><p>");
            page.Append(sweep.Chosen is { } chosen
                ? string.Create(CultureInfo.InvariantCulture, $"Chosen on one half: {chosen:0.00##}; on the other half {Markup.Percent(sweep.Confirmed?.TrapFailure)} of the traps fail, bound {Markup.Percent(sweep.Confirmed?.Ucb95)}.")
                : string.Create(CultureInfo.InvariantCulture, $"No threshold passes a bound of {Markup.Percent(sweep.Epsilon)}; {sweep.MoreTraps} more traps without a failure are needed at the strictest one."));
            page.Append("</p>");
            Rows(page, ["threshold", "capture", "trap failure", "bound (95 %)", "passes"], sweep.Points.Select(point => new[]
            {
                Number(point.T), Markup.Percent(point.Capture), Markup.Percent(point.TrapFailure), Markup.Percent(point.Ucb95), point.Passes ? "yes" : "no",
            }));
            Rows(page, ["threshold", "entries", "capture", "trap failure", "served from other cases"], sweep.Pool.Select(point => new[]
            {
                Number(point.T), Number(point.Entries), Markup.Percent(point.Capture), Markup.Percent(point.TrapFailure), Number(point.FromOtherCases),
            }));
        }
    }

    private static void Traffic(StringBuilder page, BenchReport report)
    {
        if (report.Traffic is not { } traffic)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"<h2>Traffic: {Markup.Text(traffic.Profile)}</h2><p>{Markup.Text(string.Join(", ", traffic.Shares.Select(share => $"{share.Key} {Markup.Percent(share.Value)}")))}: ");
        page.Append(CultureInfo.InvariantCulture, $"{traffic.SafePerThousand:0.0} right and {traffic.BadPerThousand:0.0} bad hits in 1,000 requests, if every earlier request were stored.</p>");
        Rows(page, ["Zipf", "items", "requests", "TTL s", "capacity", "right hits", "bad hits", "cold start", "expired", "evicted"], traffic.Simulated.Select(run => new[]
        {
            Number(run.Zipf), Number(run.Items), Number(run.Requests), Number(run.TtlSeconds), Number(run.Capacity), Markup.Percent(run.SafeHitRate),
            Markup.Percent(run.BadHitRate), Markup.Percent(run.ColdHitRate), Number(run.Expired), Number(run.Evicted),
        }));
    }

    private static void BadHits(StringBuilder page, BenchReport report)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>Bad hits: {report.BadHits.Count}</h2>");
        foreach (var bad in report.BadHits)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h3>{Markup.Text(bad.Id)}{(bad.Reversed ? " (reversed)" : "")}: {Markup.Text(bad.Class)}, {Markup.Text(bad.Severity)}</h3><p>{Markup.Text(bad.Why)} Served from: {Markup.Text(bad.ServedFrom)}. The answer: {Markup.Text(bad.Answer ?? "–")}</p>");
            Rows(page, ["member", "old", "new"], bad.Diff.Select(diff => new[] { diff.Path, diff.Old ?? "–", diff.New ?? "–" }));
        }

        if (report.Advisory.Count > 0)
        {
            page.Append("<h2>Reported, not gated</h2>");
            Rows(page, ["case", "class", "verdict", "why"], report.Advisory.Select(one => new[] { one.Id, one.Class, one.Verdict, one.Why }));
        }
    }

    private static void Recommendation(StringBuilder page, BenchReport report)
    {
        var advice = report.Recommendation;
        page.Append(CultureInfo.InvariantCulture, $"<h2>Recommendation: {Markup.Text(advice.Policy)}</h2>");
        foreach (var (title, lines) in new[]
        {
            ("Evidence", advice.Reasons), ("Holds for", advice.Settings), ("Not tested", advice.NotTested), ("What would change it", advice.WouldChange), ("Expires", [advice.Expires]),
        })
        {
            page.Append(CultureInfo.InvariantCulture, $"<h3>{title}</h3><ul>");
            foreach (var line in lines)
            {
                page.Append(CultureInfo.InvariantCulture, $"<li>{Markup.Text(line)}</li>");
            }

            page.Append("</ul>");
        }
    }

    private static void Section(StringBuilder page, string title, string content) =>
        page.Append(CultureInfo.InvariantCulture, $"<h2>{title}</h2>{content}\n");

    private static void Rows(StringBuilder page, string[] columns, IEnumerable<string[]> rows)
    {
        page.Append("<table><tr>").AppendJoin("", columns.Select(column => $"<th>{column}</th>")).Append("</tr>");
        foreach (var row in rows)
        {
            page.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Markup.Text(cell)}</td>")).Append("</tr>");
        }

        page.Append("</table>\n");
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
