using System.Globalization;
using System.Net;
using System.Text;
using NextModel.Reporting.Statements;
using NextModel.Web.Formatting;
using NextModel.Web.Localization;

namespace NextModel.Web.Reports;

/// <summary>
/// A statement as one page that prints well, in the reader's language: no script, nothing loaded from anywhere, and a policy that says so.
/// Currencies stand side by side where there is room; on a phone each line stands below the one before, its figures named.
/// </summary>
public static class StatementHtml
{
    private const string Style = """
        body{font:10.5pt/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif;color:#12181c;background:#fff;margin:2.5rem auto;max-width:72rem;padding:0 1.5rem;font-variant-numeric:lining-nums tabular-nums}
        h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:0 0 .5rem}p{margin:.15rem 0;max-width:84ch}
        .sections{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,34rem),1fr));gap:2rem;margin-top:1.75rem;border-top:1px solid #12181c;padding-top:1rem}
        .scroll{overflow-x:auto}section{min-width:0}
        table{border-collapse:collapse;width:100%}th,td{padding:.25rem .4rem;border-bottom:1px solid #d5dbdb;text-align:left;font-weight:400;vertical-align:baseline}
        th:first-child,td:first-child{padding-left:0}tbody th{overflow-wrap:anywhere}thead th{color:#434e57;border-bottom-color:#12181c;font-size:.9em}
        .n{text-align:right;white-space:nowrap}tfoot th,tfoot td{border-bottom:0}tfoot tr:last-child>*{border-top:1px solid #12181c;border-bottom:3px double #12181c;font-weight:600}
        .muted{color:#434e57}
        @media screen and (max-width:40rem){body{margin:1.25rem auto;padding:0 1rem}.lines,.lines :is(tbody,tfoot,tr,th,td){display:block}.lines thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .lines tr{padding:.5rem 0;border-bottom:1px solid #d5dbdb}.lines :is(th,td){padding:.1rem 0;border:0}.lines tbody th{font-weight:600}.lines td{display:flex;justify-content:space-between;gap:1rem}.lines td::before{content:attr(data-l);color:#434e57;font-weight:400}.lines td:empty{display:none}
        .lines tbody tr:last-child{border-bottom-color:#12181c}.lines tfoot tr:last-child{border-top:1px solid #12181c;border-bottom:3px double #12181c}.lines tfoot tr:last-child>*{border:0}}
        @media print{@page{margin:18mm 14mm}body{margin:0;max-width:none;padding:0;font-size:9.5pt}.scroll{overflow:visible}tr,h1,h2{break-inside:avoid}h2{break-after:avoid}tfoot{break-inside:avoid;display:table-row-group}thead{display:table-header-group}}
        """;

    private static readonly string[] Columns = ["model", "served", "requests", "input", "output", "exact", "amount"];

    /// <summary>Writes the page.</summary>
    /// <param name="statement">What the month came to.</param>
    /// <param name="locale">The language of its words, and how it writes days.</param>
    public static string Write(Statement statement, Locale locale)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(locale);
        var t = Texts.Of(locale);
        var title = Phrase.Plain(t["statement.title"], ("month", Month(statement.Month, locale)));
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"{locale.Language}\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{Text(title)}, {Text(statement.OrganizationName)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<main>\n<h1>{Text(title)}</h1>\n");
        WriteHead(statement, locale, t, html);
        html.Append("<div class=\"sections\">\n");
        foreach (var section in statement.Currencies)
        {
            WriteSection(section, t, html);
        }

        WriteCredit(statement.Credit, t, html);
        html.Append("</div>\n</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void WriteHead(Statement statement, Locale locale, Texts t, StringBuilder html)
    {
        string[] whose =
        [
            statement.OrganizationName,
            .. statement.TeamName is { } team ? [Phrase.Plain(t["statement.team"], ("name", team))] : Array.Empty<string>(),
            .. statement.ProjectName is { } project ? [Phrase.Plain(t["statement.project"], ("name", project))] : Array.Empty<string>(),
        ];
        var range = Phrase.Plain(t["statement.range"], ("from", Time(statement.From, locale)), ("to", Time(statement.To, locale)), ("zone", statement.TimeZone));
        var made = Phrase.Plain(t["statement.made"], ("at", Time(statement.MadeAt, locale)));
        html.Append(CultureInfo.InvariantCulture, $"<p>{Text(string.Join(locale == Locale.Chinese ? "，" : ", ", whose))}</p>\n<p>{Text(range)}</p>\n")
            .Append(CultureInfo.InvariantCulture, $"<p class=\"muted\">{Text($"{made} {t[statement.Final ? "statement.over" : "statement.lasts"]} {t["statement.taxes"]}")}</p>\n");
        if (statement.Currencies.Count == 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p>{Text(t["statement.none"])}</p>\n");
        }
    }

    private static void WriteSection(StatementSection section, Texts t, StringBuilder html)
    {
        Open(section.Currency, html, " class=\"lines\"");
        html.Append("<thead role=\"rowgroup\"><tr role=\"row\">");
        foreach (var column in Columns)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th role=\"columnheader\" scope=\"col\"{(column is "model" or "served" ? "" : " class=\"n\"")}>{Text(t["statement." + column])}</th>");
        }

        html.Append("</tr></thead>\n<tbody role=\"rowgroup\">\n");
        foreach (var line in section.Lines)
        {
            Head(line.Model.Length > 0 ? line.Model : t["statement.line.nomodel"]);
            Cell("served", Text(t[line.ServeMode == "fresh" ? "statement.line.fresh" : "statement.line.replayed"]));
            Cell("requests", Figures.Count(line.Requests));
            Cell("input", Figures.Count(line.InputTokens));
            Cell("output", Figures.Count(line.OutputTokens));
            Sums(line.ExactAmount, line.Amount);
        }

        html.Append("</tbody>\n<tfoot role=\"rowgroup\">\n");
        Foot("statement.fresh", section.Fresh, "");
        Foot("statement.replayed", section.Replayed, "");
        Foot("statement.saved", section.Saved, "");
        Foot("statement.remainder", "", section.Remainder);
        Foot("statement.total", section.ExactTotal, section.Total);
        html.Append("</tfoot>\n</table>\n</div>\n</section>\n");

        void Foot(string what, string exact, string amount)
        {
            Head(t[what], " colspan=\"5\"");
            Sums(exact, amount);
        }

        void Head(string name, string span = "") => html.Append(CultureInfo.InvariantCulture, $"<tr role=\"row\"><th role=\"rowheader\" scope=\"row\"{span}>{Text(name)}</th>");

        void Sums(string exact, string amount)
        {
            Cell("exact", Amount(exact));
            Cell("amount", Amount(amount));
            html.Append("</tr>\n");
        }

        // The name of its column stands beside it where there are no columns.
        void Cell(string column, string text) =>
            html.Append(CultureInfo.InvariantCulture, $"<td role=\"cell\"{(column == "served" ? "" : " class=\"n\"")} data-l=\"{Text(t["statement." + column])}\">{text}</td>");
    }

    private static void WriteCredit(StatementCredit? credit, Texts t, StringBuilder html)
    {
        if (credit is null)
        {
            return;
        }

        Open(Phrase.Plain(t["statement.credit"], ("currency", credit.Currency)), html);
        html.Append("<tbody role=\"rowgroup\">\n");
        foreach (var (kind, amount) in StatementCsv.Movements(credit))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">{Text(t["statement.credit." + kind])}</th><td role=\"cell\" class=\"n\">{Amount(amount)}</td></tr>\n");
        }

        html.Append("</tbody>\n</table>\n</div>\n</section>\n");
    }

    // What is wider than its place scrolls, by keyboard too. Roles are stated: a table that is laid out as blocks has none of its own.
    private static void Open(string heading, StringBuilder html, string kind = "") =>
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Text(heading)}</h2>\n<div class=\"scroll\" role=\"region\" aria-label=\"{Text(heading)}\" tabindex=\"0\">\n<table role=\"table\"{kind}>\n");

    // As many decimals as the engine wrote, and thousands apart.
    private static string Amount(string amount) => amount.Length == 0 ? ""
        : Figures.Plain(decimal.Parse(amount, CultureInfo.InvariantCulture), amount.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? amount.Length - point - 1 : 0).Replace('-', '\u2212');

    private static string Month(string month, Locale locale) =>
        Figures.Month(DateOnly.ParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture), locale);

    private static string Time(DateTimeOffset time, Locale locale) =>
        $"{Figures.Day(DateOnly.FromDateTime(time.DateTime), locale)}, {time.ToString("HH:mm zzz", CultureInfo.InvariantCulture)}";

    private static string Text(string text) => WebUtility.HtmlEncode(VisibleText.Of(text));
}
