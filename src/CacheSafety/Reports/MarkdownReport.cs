using System.Globalization;
using System.Text;

namespace CacheSafety.Reports;

/// <summary>A report in short as Markdown, for a pull request or a page.</summary>
internal static class MarkdownReport
{
    public static string Write(BenchReport report)
    {
        var text = new StringBuilder("# CacheSafety Bench\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Plain(report.Recommendation.Summary)} Gate: **{report.Gate.Outcome}**.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Mode {report.Target.Mode}, {Plain(report.Target.BaseUrl ?? report.Target.Policy ?? "")}; {Plain(report.Dataset.Name)}, {report.Dataset.Gated} gated cases of {report.Dataset.Cases}, sha256 `{report.Dataset.Sha256[..12]}`; {report.Tool}; {report.MeasuredAt}.\n\n");
        text.Append("| cache | right hits | bad hits | trap failures | bound 95 % | critical | must hit | byte | json | neutral | saved / 1K |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var policy in report.Policies)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Plain(policy.Policy)} | {Markup.Share(policy.Rates.SafeHitRate)} | {Markup.Share(policy.Rates.BadHitRate)} | {Markup.Share(policy.Rates.TrapFailureRate)} | {Markup.Percent(policy.Rates.TrapFailureRate.Ucb95)} | {policy.CriticalBadHits} | {Markup.Share(policy.Rates.MustHit)} | {Markup.Share(policy.Rates.Capture["byte"])} | {Markup.Share(policy.Rates.Capture["json"])} | {Markup.Share(policy.Rates.Capture["neutral"])} | {Markup.Usd(policy.Cost.SavedPerThousand)} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nCoverage {report.Coverage.Run}/{report.Coverage.Gated}, dead controls {report.Coverage.ControlDead}, undetermined {report.Coverage.Undetermined}.");
        if (report.HeaderTruth is { } truth)
        {
            text.Append(CultureInfo.InvariantCulture, $" Headers: {truth.FalseHit} false hits, {truth.SilentHit} silent hits, {truth.Unlabelled} replays without a word.");
        }

        text.Append("\n\n## Gate\n\n| rule | limit | seen | outcome | |\n|---|---|---|---|---|\n");
        foreach (var rule in report.Gate.Rules)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {rule.Name} | {rule.Limit} | {rule.Seen} | {rule.Outcome} | {Plain(rule.Message ?? "")} |\n");
        }

        if (report.BadHits.Count > 0)
        {
            text.Append("\n## Bad hits\n\n| case | class | severity | served from | why |\n|---|---|---|---|---|\n");
            foreach (var bad in report.BadHits)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {Plain(bad.Id)}{(bad.Reversed ? " (reversed)" : "")} | {Plain(bad.Class)} | {bad.Severity} | {Plain(bad.ServedFrom ?? "")} | {Plain(bad.Why)} |\n");
            }
        }

        foreach (var (title, lines) in new[] { ("Not tested", report.Recommendation.NotTested), ("What would change it", report.Recommendation.WouldChange) })
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n").AppendJoin("", lines.Select(line => $"- {Plain(line)}\n"));
        }

        return text.Append(CultureInfo.InvariantCulture, $"\nExpires {Plain(report.Recommendation.Expires)}.\n").ToString();
    }

    // Nothing of a case may become a link, an image, HTML or another cell.
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var letter in VisibleText.Of(text))
        {
            plain.Append(letter switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '|' or '[' or ']' or '`' or '*' or '_' or '!' or '#' or '\\' => $"\\{letter}",
                _ => letter.ToString(),
            });
        }

        return plain.ToString();
    }
}
