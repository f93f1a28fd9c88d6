using System.Globalization;
using System.Net;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Web.Reports;

/// <summary>The report as one HTML page without script or anything to load; everything in it is escaped, and it prints.</summary>
public static class ReconciliationHtml
{
    private const string Style = """
        body{font:14px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:2rem auto;max-width:75rem;padding:0 1rem}
        h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
        table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
        th,td{border-bottom:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
        thead{display:table-header-group}tr{break-inside:avoid}
        .scroll{overflow-x:auto}.status{font-weight:600}dt{font-weight:600}dd{margin:0 0 .3rem}
        @media print{body{margin:0;max-width:none;font-size:10px}.scroll{overflow:visible}}
        """;

    public static void Write(ReconciliationReport report, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(to);
        var title = WebUtility.HtmlEncode(ReportWords.Title(report));
        to.Write($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\n"
            + $"<style>\n{Style}\n</style></head><body><main>\n<h1>{title}</h1>\n"
            + $"<p><span class=\"status\">{ReportJson.Word(report.Status)}</span>: {WebUtility.HtmlEncode(ReportWords.Sentence(report.Status))}</p>\n<dl>\n");
        foreach (var (name, value) in ReportWords.Facts(report))
        {
            to.Write($"<dt>{WebUtility.HtmlEncode(name)}</dt><dd>{WebUtility.HtmlEncode(value)}</dd>\n");
        }

        to.Write("</dl>\n");
        Table(to, "Classes", ["class", "lines", "counts as", "meaning"], report.Counts.Select(count => new[]
        {
            count.Key.Word(), count.Value.ToString(CultureInfo.InvariantCulture), ReportWords.Of(count.Key.Verdict()), count.Key.Sentence(),
        }));
        if (report.Shown.Count > 0)
        {
            Table(to, "Lines that differ", ReportWords.LineColumns, report.Shown.Select(ReportWords.Line));
            to.Write(ReportWords.NotShown(report) is { } more ? $"<p>{WebUtility.HtmlEncode(more)}</p>\n" : "");
        }

        if (report.Restated.Count > 0)
        {
            Table(to, "Restated by later files", ["what", "figure", "was", "is"], report.Restated.Select(change =>
                new[] { change.Subject, change.Field, change.Old ?? "–", change.New ?? "–" }));
        }

        Table(to, "Files", ["file", "status", "format", "rows", "SHA-256", "notes"], report.Imports.Select(ReportWords.Import));
        Table(to, "Result", ReportWords.ResultColumns, ReportWords.Results(report));
        to.Write("</main></body></html>\n");
    }

    private static void Table(TextWriter to, string heading, IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        to.Write($"<h2>{heading}</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{heading}\"><table><thead><tr>"
            + $"{string.Concat(columns.Select(column => column.Length == 0 ? "<td></td>" : $"<th scope=\"col\">{column}</th>"))}</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            to.Write($"<tr>{string.Concat(row.Select(cell => $"<td>{WebUtility.HtmlEncode(cell)}</td>"))}</tr>\n");
        }

        to.Write("</tbody></table></div>\n");
    }
}
