using System.CommandLine;
using System.Text;
using NextModel.Gateway.Reporting;
using NextModel.Identity;
using NextModel.Reporting.Statements;
using NextModel.Web.Localization;
using NextModel.Web.Reports;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel statements</c>: what a month came to, as text, JSON, CSV or a page to print.</summary>
internal static class StatementsCommand
{
    private static readonly (string Option, string Parameter, string Description)[] Options =
    [
        ("--organization", "organization", "Whose: id or name; default unless given."),
        ("--team", "team", "Only this one's: id or name."),
        ("--project", "project", "Only this one's: id or name."),
        ("--month", "month", "Such as 2026-11; the present one unless given."),
        ("--time-zone", "time_zone", "IANA time zone whose calendar the month is of; UTC unless given."),
    ];

    public static Command Create(CommandOutput output)
    {
        var options = Options.Select(one => (one.Parameter, Option: new Option<string?>(one.Option) { Description = one.Description })).ToList();
        var format = new Option<string?>("--format") { Description = "html, csv or json; a table unless given." };
        format.AcceptOnlyFromAmong("html", "csv", "json");
        var language = new Option<string?>("--language") { Description = "Of the page that html is: en, en-GB, ms-MY or zh; en unless given." };
        language.AcceptOnlyFromAmong([.. Locale.All.Select(one => one.Id)]);
        var file = new Option<string?>("--output") { Description = "File to write; standard output unless given." };
        var command = new Command("statements", "What a month of an organization, team or project came to.") { format, language, file };
        options.ForEach(one => command.Add(one.Option));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var parameters = options
                .Where(one => parsed.GetValue(one.Option) is { Length: > 0 })
                .ToDictionary(one => one.Parameter, one => parsed.GetValue(one.Option)!, StringComparer.Ordinal);
            var query = string.Join('&', parameters.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"));
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => client.SendAsync<object, Statement>(
                    HttpMethod.Get, "/api/admin/v1/statements?" + query, null, null, ReportingJsonContext.Default.Statement, cancellationToken),
                opened => opened.Reporting.Statements.BuildAsync(Administrator.CommandLine, parameters, cancellationToken),
                statement => Show(output, statement, parsed.GetValue(format), Locale.All.FirstOrDefault(one => one.Id == parsed.GetValue(language)) ?? Locale.English, parsed.GetValue(file)),
                cancellationToken);
        });
        return command;
    }

    private static void Show(CommandOutput output, Statement statement, string? format, Locale locale, string? file)
    {
        var text = format switch
        {
            "html" => StatementHtml.Write(statement, locale),
            "csv" => Encoding.UTF8.GetString(StatementCsv.Write(statement)),
            "json" => System.Text.Json.JsonSerializer.Serialize(statement, ReportingJsonContext.Default.Statement),
            _ => null,
        };
        if (file is { Length: > 0 })
        {
            File.WriteAllText(file, text ?? StatementHtml.Write(statement, locale));
        }
        else if (text is not null)
        {
            output.Results.Write(text);
        }
        else
        {
            Table(output, statement);
        }
    }

    private static void Table(CommandOutput output, Statement statement)
    {
        output.Line($"{statement.OrganizationName}{Name(", team ", statement.TeamName)}{Name(", project ", statement.ProjectName)}, {statement.Month}, {statement.TimeZone}{(statement.Final ? "" : ", not over")}");
        foreach (var section in statement.Currencies)
        {
            output.Table(
                ["model", "served", "requests", "exact", "amount", section.Currency],
                [
                    .. section.Lines.Select(line => (string[])[line.Model, line.ServeMode, $"{line.Requests}", line.ExactAmount, line.Amount, ""]),
                    ["remainder", "", "", "", section.Remainder, ""],
                    ["total", "", "", section.ExactTotal, section.Total, $"saved {section.Saved}"],
                ]);
        }

        if (statement.Credit is { } credit)
        {
            output.Line($"Credit: {credit.Opening} before, {credit.Closing} after, {credit.Currency}.");
        }
    }

    private static string Name(string what, string? name) => name is null ? "" : what + name;
}
