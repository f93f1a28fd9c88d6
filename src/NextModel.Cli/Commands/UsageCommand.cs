using System.CommandLine;
using System.Globalization;
using NextModel.Errors;
using NextModel.Gateway.Reporting;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel usage</c>: sums over receipts, as <c>GET /api/admin/v1/usage</c> gives them.</summary>
internal static class UsageCommand
{
    private static readonly (string Option, string Parameter, string Description)[] Options =
    [
        ("--organization", "organization", "Only this one's: id or name; default unless given."),
        ("--from", "from", "First day of the time zone, such as 2026-11-01, or instant; 30 days before the end unless given."),
        ("--to", "to", "End, not included; now unless given."),
        ("--time-zone", "time_zone", "IANA time zone whose calendar days follow; UTC unless given."),
        ("--interval", "interval", "none, quarter_hour, hour, day, week or month."),
        ("--by", "group_by", "One or more, with commas: project, team, key, environment, workload, model, source, serve_mode, outcome, operation, usage_source."),
        ("--project", "project", "Only this one's: id or name."),
        ("--team", "team", "Only this one's: id or name."),
        ("--key", "key", "Only this one's: id."),
        ("--environment", "environment", "Only this label."),
        ("--workload", "workload", "Only this label."),
        ("--model", "model", "Only this effective model."),
        ("--source", "source", "Only this source."),
        ("--serve-mode", "serve_mode", "fresh or exact_cache."),
        ("--outcome", "outcome", "How it ended."),
        ("--sandbox", "sandbox", "include counts simulated answers too."),
    ];

    public static Command Create(CommandOutput output)
    {
        var options = Options.Select(one => (one.Parameter, Option: new Option<string?>(one.Option) { Description = one.Description })).ToList();
        var json = new Option<bool>("--json") { Description = "Write JSON for scripts." };
        var command = new Command("usage", "Sum up receipts: requests, tokens and money, by whatever they can be grouped by.");
        options.ForEach(one => command.Add(one.Option));
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var parameters = options
                .Where(one => parsed.GetValue(one.Option) is { Length: > 0 })
                .ToDictionary(one => one.Parameter, one => parsed.GetValue(one.Option)!, StringComparer.Ordinal);
            parameters["limit"] = UsageView.MaxRows.ToString(CultureInfo.InvariantCulture);
            return await ServerOrDatabase.RunOnAsync(
                output,
                async client => await AllAsync(async page => await client.SendAsync<object, UsageView>(
                    HttpMethod.Get, "/api/admin/v1/usage?" + Query(page), null, null, ReportingJsonContext.Default.UsageView, cancellationToken), parameters),
                async opened => (await AllAsync(async page => await opened.Reporting.Usage.SumAsync(Administrator.CommandLine, page, cancellationToken), parameters))!.Value,
                usage => Show(output, usage, parsed.GetValue(json)),
                cancellationToken);
        });
        return command;
    }

    private static string Query(Dictionary<string, string> parameters) =>
        string.Join('&', parameters.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"));

    // All pages as one.
    private static async Task<Result<UsageView>?> AllAsync(
        Func<Dictionary<string, string>, Task<Result<UsageView>?>> ask, Dictionary<string, string> parameters)
    {
        var rows = new List<UsageRowView>();
        while (true)
        {
            var answer = await ask(new Dictionary<string, string>(parameters, StringComparer.Ordinal));
            if (answer is null || !answer.Value.TryGet(out var page, out _))
            {
                return answer;
            }

            rows.AddRange(page.Data);
            if (page.NextCursor is not { } next)
            {
                return page with { Data = rows };
            }

            parameters["cursor"] = next;
        }
    }

    private static void Show(CommandOutput output, UsageView usage, bool json)
    {
        if (json)
        {
            output.Json(usage, ReportingJsonContext.Default.UsageView);
            return;
        }

        string[] start = usage.Interval == "none" ? [] : [usage.Interval];
        output.Table(
            [.. start, .. usage.GroupBy, "requests", "input", "cached input", "output", "amount", "saved", "currency"],
            [
                .. usage.Data.Select(row => Cells(row, usage)),
                .. usage.Totals.Select(total => (string[])["total", .. Enumerable.Repeat("", Math.Max(0, start.Length + usage.GroupBy.Count - 1)), .. Figures(total)])
                    .Select(cells => start.Length + usage.GroupBy.Count == 0 ? cells[1..] : cells),
            ]);
        output.Note(string.Create(CultureInfo.InvariantCulture, $"{usage.From:u} to {usage.To:u}, {usage.TimeZone}."));
    }

    private static string[] Cells(UsageRowView row, UsageView usage) =>
    [
        .. row.Start is { } start ? [start.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)] : (string[])[],
        .. usage.GroupBy.Select(by => row.Value(by) ?? ""), .. Figures(row),
    ];

    private static string[] Figures(UsageRowView row) =>
    [
        Number(row.Requests), Number(row.InputTokens), Number(row.CachedInputTokens), Number(row.OutputTokens), row.Amount, row.Saved, row.Currency,
    ];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
