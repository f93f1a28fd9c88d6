using System.Globalization;

namespace NextModel.Reporting.Reconciliation;

/// <summary>The report as Markdown, for a ticket or a repository. What comes from files is escaped.</summary>
public static class ReportMarkdown
{
    public static void Write(ReconciliationReport report, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(to);
        to.Write($"# {ReportWords.Title(report)}\n\n**{ReportJson.Word(report.Status)}**: {ReportWords.Sentence(report.Status)}\n\n");
        foreach (var (name, value) in ReportWords.Facts(report))
        {
            to.Write($"- {name}: {Escape(value)}\n");
        }

        to.Write("\n## Classes\n\n");
        Table(to, ["class", "lines", "counts as", "meaning"], report.Counts.Select(count => new[]
        {
            count.Key.Word(), count.Value.ToString(CultureInfo.InvariantCulture), ReportWords.Of(count.Key.Verdict()), count.Key.Sentence(),
        }));
        if (report.Shown.Count > 0)
        {
            to.Write("\n## Lines that differ\n\n");
            Table(to, ReportWords.LineColumns, report.Shown.Select(ReportWords.Line));
            to.Write(ReportWords.NotShown(report) is { } more ? $"\n{more}\n" : "");
        }

        if (report.Restated.Count > 0)
        {
            to.Write($"\n## Restated by later files ({report.RestatedCount.ToString(CultureInfo.InvariantCulture)})\n\n");
            Table(to, ["what", "figure", "was", "is"], report.Restated.Select(change =>
                new[] { change.Subject, change.Field, change.Old ?? "–", change.New ?? "–" }));
        }

        to.Write("\n## Files\n\n");
        Table(to, ["file", "status", "format", "rows", "SHA-256", "notes"], report.Imports.Select(ReportWords.Import));
        to.Write("\n## Result\n\n");
        Table(to, ReportWords.ResultColumns, ReportWords.Results(report));
    }

    private static void Table(TextWriter to, IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        to.Write($"| {string.Join(" | ", columns)} |\n|{string.Concat(Enumerable.Repeat("---|", columns.Count))}\n");
        foreach (var row in rows)
        {
            to.Write($"| {string.Join(" | ", row.Select(Escape))} |\n");
        }
    }

    private static string Escape(string text)
    {
        var escaped = new System.Text.StringBuilder(text.Length);
        foreach (var c in text)
        {
            escaped.Append(char.IsControl(c) ? " " : c switch
            {
                '|' or '`' or '*' or '[' or ']' or '<' or '>' or '\\' or '_' => "\\" + c,
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }
}
