using System.Globalization;
using System.Net;
using System.Text;

namespace NextModel.Reporting.Statements;

/// <summary>
/// A statement as one page that prints well: no script, nothing loaded from anywhere, and a policy that says so. Currencies stand side by
/// side where there is room.
/// </summary>
public static class StatementHtml
{
    private const string Style = """
        body{font:10.5pt/1.45 system-ui,sans-serif;color:#1a1a1a;margin:2.5rem auto;max-width:72rem;padding:0 1.5rem}
        h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:0 0 .5rem}p{margin:.15rem 0}
        .sections{display:grid;grid-template-columns:repeat(auto-fit,minmax(24rem,1fr));gap:2rem;margin-top:1.75rem}
        table{border-collapse:collapse;width:100%}th,td{padding:.25rem .4rem;border-bottom:1px solid #d9d9d9;text-align:left}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}tfoot td{border-bottom:0}tfoot tr:last-child td{border-top:2px solid #1a1a1a;font-weight:600}
        .muted{color:#595959}caption{text-align:left;font-weight:600;padding-bottom:.4rem}
        @media print{@page{margin:18mm 14mm}body{margin:0;max-width:none;padding:0;font-size:9.5pt}section,tr{break-inside:avoid}thead{display:table-header-group}}
        """;

    public static string Write(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>Statement {Text(statement.Month)}, {Text(statement.OrganizationName)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n");
        WriteHead(statement, html);
        html.Append("<div class=\"sections\">\n");
        foreach (var section in statement.Currencies)
        {
            WriteSection(section, html);
        }

        WriteCredit(statement.Credit, html);
        html.Append("</div>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void WriteHead(Statement statement, StringBuilder html)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h1>Statement for {Text(statement.Month)}</h1>\n<p>{Text(statement.OrganizationName)}");
        Append(", team ", statement.TeamName);
        Append(", project ", statement.ProjectName);
        html.Append(CultureInfo.InvariantCulture, $"</p>\n<p>From {Time(statement.From)} to {Time(statement.To)}, not included; time zone {Text(statement.TimeZone)}.</p>\n")
            .Append(CultureInfo.InvariantCulture, $"<p class=\"muted\">Made {Time(statement.MadeAt)}. {(statement.Final ? "The month is over." : "The month is not over: this is what there was until then.")}")
            .Append(" Taxes are excluded. Sums are exact and rounded once; the remainder is what rounding each line leaves over.</p>\n");
        if (statement.Currencies.Count == 0)
        {
            html.Append("<p>Nothing was charged.</p>\n");
        }

        void Append(string what, string? name)
        {
            if (name is not null)
            {
                html.Append(what).Append(Text(name));
            }
        }
    }

    private static void WriteSection(StatementSection section, StringBuilder html)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Text(section.Currency)}</h2>\n<table>\n<thead><tr><th>Model</th><th>Served</th><th class=\"n\">Requests</th>")
            .Append("<th class=\"n\">Input</th><th class=\"n\">Output</th><th class=\"n\">Exact</th><th class=\"n\">Amount</th></tr></thead>\n<tbody>\n");
        foreach (var line in section.Lines)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(line.Model)}</td><td>{(line.ServeMode == "fresh" ? "fresh" : "replayed")}</td><td class=\"n\">{line.Requests}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{line.InputTokens}</td><td class=\"n\">{line.OutputTokens}</td><td class=\"n\">{line.ExactAmount}</td><td class=\"n\">{line.Amount}</td></tr>\n");
        }

        html.Append("</tbody>\n<tfoot>\n");
        Foot("Fresh", section.Fresh, "");
        Foot("Replayed", section.Replayed, "");
        Foot("Saved by replays", section.Saved, "");
        Foot("Remainder of rounding", "", section.Remainder);
        Foot("Total", section.ExactTotal, section.Total);
        html.Append("</tfoot>\n</table>\n</section>\n");

        void Foot(string what, string exact, string amount) =>
            html.Append(CultureInfo.InvariantCulture, $"<tr><td colspan=\"5\">{what}</td><td class=\"n\">{exact}</td><td class=\"n\">{amount}</td></tr>\n");
    }

    private static void WriteCredit(StatementCredit? credit, StringBuilder html)
    {
        if (credit is null)
        {
            return;
        }

        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>Prepaid credit, {Text(credit.Currency)}</h2>\n<table>\n<tbody>\n");
        foreach (var (kind, amount) in StatementCsv.Movements(credit))
        {
            var name = kind.Replace('_', '-');
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{char.ToUpperInvariant(name[0])}{name[1..]}</td><td class=\"n\">{amount}</td></tr>\n");
        }

        html.Append("</tbody>\n</table>\n</section>\n");
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
