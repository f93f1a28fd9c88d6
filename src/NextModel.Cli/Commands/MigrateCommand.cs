using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NextModel.Configuration;
using NextModel.Gateway.Hosting;
using NextModel.Storage.Moving;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel migrate</c>: moves the whole installation from SQLite to PostgreSQL, or back.</summary>
internal static class MigrateCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static Command Create(CommandOutput output)
    {
        var from = new Option<string>("--from") { Description = "sqlite (in NEXTMODEL_DATA) or postgres (NEXTMODEL_DATABASE).", Required = true };
        var to = new Option<string>("--to") { Description = "The other of the two; it has to be empty.", Required = true };
        foreach (var option in new[] { from, to })
        {
            option.AcceptOnlyFromAmong("sqlite", "postgres");
        }

        var json = new Option<bool>("--json") { Description = "Write JSON for scripts." };
        var command = new Command(
            "migrate", "Move the whole installation from SQLite to PostgreSQL, or back, while no server runs. Both are named by NEXTMODEL_DATA and NEXTMODEL_DATABASE.")
        {
            from, to, json,
        };
        command.SetAction(async (parsed, cancellationToken) => parsed.GetValue(from) == parsed.GetValue(to)
            ? output.Fail($"--from and --to are both {parsed.GetValue(from)}. Name the two engines.", ExitCodes.Usage)
            : await RunAsync(output, parsed.GetValue(to) == "postgres", parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandOutput output, bool toPostgres, bool json, CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        var installation = Installation.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, problems);
        if (problems.Count > 0)
        {
            return output.Refuse(problems);
        }

        var told = Stopwatch.GetTimestamp();
        try
        {
            var moved = await new InstallationMigration(installation, Environment.GetEnvironmentVariable, Tell).RunAsync(toPostgres, problems, cancellationToken);
            if (problems.Count > 0)
            {
                return output.Refuse(problems);
            }

            if (!moved.TryGet(out var report, out var refusal))
            {
                return output.Refuse(refusal);
            }

            Show(output, report, json);
            return report.IsWhole ? ExitCodes.Success : ExitCodes.Failure;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or InvalidDataException or System.Data.Common.DbException)
        {
            return output.Fail($"{error.Message} Nothing was moved: the target is empty, and the same command begins anew.", ExitCodes.Unavailable);
        }

        void Tell(string table, long rows)
        {
            if (Stopwatch.GetElapsedTime(told) >= Interval)
            {
                told = Stopwatch.GetTimestamp();
                output.Note(string.Create(CultureInfo.InvariantCulture, $"{table}: {rows} rows"));
            }
        }
    }

    private static void Show(CommandOutput output, MoveReport report, bool json)
    {
        if (json)
        {
            output.Line(JsonSerializer.Serialize(new
            {
                source = report.Source,
                target = report.Target,
                whole = report.IsWhole,
                newest_receipt = new { position = report.Receipts.Position, source_hash = report.Receipts.SourceHash, target_hash = report.Receipts.TargetHash },
                signing_keys = new { source = report.Keys.Source, same = report.Keys.Same },
                tables = report.Tables.Select(table => new
                {
                    table = table.Table.Name,
                    equal = table.IsEqual,
                    source = new { rows = table.Source.Rows, amounts = table.Source.Amounts, digest = table.Source.Digest },
                    target = new { rows = table.Target.Rows, amounts = table.Target.Amounts, digest = table.Target.Digest },
                }),
            }));
            return;
        }

        output.Table(["table", "rows", "sums", "digest", "read again"], report.Tables.Select(table => new[]
        {
            table.Table.Name,
            table.Source.Rows.ToString(CultureInfo.InvariantCulture),
            Sums(table.Table, table.Source),
            table.Source.Digest[..16],
            table.IsEqual ? "equal" : $"DIFFERS: {table.Target.Rows} rows {Sums(table.Table, table.Target)} {table.Target.Digest[..16]}",
        }));
        output.Line(report.Receipts.Position == 0
            ? "There are no receipts."
            : $"Newest receipt: position {report.Receipts.Position}, {report.Receipts.SourceHash}, read again {(report.Receipts.IsEqual ? "the same" : report.Receipts.TargetHash)}.");
        output.Line($"Signing keys: {report.Keys.Source}, read again {(report.Keys.IsEqual ? "the same" : "and not the same")}.");
        output.Line(report.IsWhole
            ? $"Moved from {report.Source} to {report.Target}. The source is as it was: do not serve it any more."
            : $"What was read again is not what was moved, so {report.Target} was left empty. The source is as it was.");
    }

    private static string Sums(MovedTable table, TableSum sum) =>
        string.Join(", ", table.Amounts.Zip(sum.Amounts, (name, amount) => $"{name} {amount}"));
}
