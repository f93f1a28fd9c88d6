using System.CommandLine;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.Hosting;
using NextModel.Gateway.Reconciling;
using NextModel.Reporting.ProviderFiles;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel reconcile</c>: what a provider charged beside the receipts. Only reads, beside a running server too.</summary>
internal static class ReconcileCommand
{
    private static readonly Dictionary<string, string> Forms = new()
    {
        ["json"] = ReportFiles.Json,
        ["md"] = ReportFiles.Markdown,
        ["html"] = ReportFiles.Html,
    };

    public static Command Create(CommandOutput output)
    {
        var provider = new Option<string>("--provider") { Description = "openai, anthropic, openrouter, deepseek, volcengine, aws, or mapped with --mapping.", Required = true };
        var files = new Option<string[]>("--file")
        {
            Description = "The provider's export, also .gz or .zip; may be repeated. A later file replaces what an earlier one says of the same time.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var from = new Option<string?>("--from") { Description = "Only what ended at or after; the file's first moment unless given." };
        var to = new Option<string?>("--to") { Description = "Only what ended before; the file's last moment unless given." };
        var final = new Option<string?>("--final-through") { Description = "The provider's figures are final up to here; by its usual delay unless given." };
        var organization = new Option<string>("--organization") { Description = "Whose receipts, by name.", DefaultValueFactory = _ => "default" };
        var sources = Repeated("--source", "Source whose attempts are compared; those at the provider unless given. May be repeated.");
        var credentials = Repeated("--credential", "platform, or the id of a credential of the organization's own; all unless given. May be repeated.");
        var keys = Repeated("--key", "The provider's name of our key, or SOURCE=NAME: lines are then told apart by key. May be repeated.");
        var models = Repeated("--model", "OURS=THEIRS: what the file calls a model. May be repeated.");
        var mapping = new Option<string?>("--mapping") { Description = "JSON file that says what the columns mean, for files of no known format." };
        var zone = new Option<string?>("--zone") { Description = "Offset from UTC of the file's days, such as +08:00; the provider's unless given." };
        var comma = new Option<bool>("--decimal-comma") { Description = "Numbers are written 1.234,56." };
        var edge = new Option<string?>("--edge-minutes") { Description = "How far from a boundary a call may be counted at its other side; 5 unless given." };
        var quantum = new Option<string?>("--cost-quantum") { Description = "Smallest step of the provider's amounts; 0.000001 unless given." };
        var tolerance = new Option<string?>("--tolerance") { Description = "Tokens of a stretch may differ by so many percent; 0 unless given." };
        var invoice = new Option<string?>("--invoice") { Description = "Total of the provider's invoice without tax, to check against the file." };
        var directory = new Option<string?>("--out") { Description = "Directory for report.json, report.md and report.html." };
        var format = new Option<string?>("--format") { Description = "Form on standard output: json (unless --out is given), md or html." };
        format.AcceptOnlyFromAmong([.. Forms.Keys]);
        var command = new Command("reconcile", "Compare a provider's usage or cost files with the receipts; exit code 1 when something needs a look.")
        {
            provider, files, from, to, final, organization, sources, credentials, keys, models, mapping, zone, comma, edge, quantum, tolerance, invoice, directory, format,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!Mapping(parsed.GetValue(mapping)).TryGet(out var columns, out var refusal))
            {
                return output.Fail(refusal.Message, ExitCodes.Usage);
            }

            var terms = new ReconciliationTerms
            {
                Provider = parsed.GetValue(provider)!,
                Sources = parsed.GetValue(sources) ?? [],
                Credentials = parsed.GetValue(credentials) ?? [],
                Keys = parsed.GetValue(keys) ?? [],
                Models = parsed.GetValue(models) ?? [],
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
                FinalThrough = parsed.GetValue(final),
                EdgeMinutes = parsed.GetValue(edge),
                CostQuantum = parsed.GetValue(quantum),
                Tolerance = parsed.GetValue(tolerance),
                Zone = parsed.GetValue(zone),
                DecimalComma = parsed.GetValue(comma),
                Invoice = parsed.GetValue(invoice),
                Mapping = columns.Value,
            };
            return await RunAsync(
                output, terms, parsed.GetValue(files)!, parsed.GetValue(organization)!, parsed.GetValue(directory), parsed.GetValue(format), cancellationToken);
        });
        return command;
    }

    private static Option<string[]> Repeated(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private static Result<MappingChoice> Mapping(string? path) =>
        path is null ? new MappingChoice(null)
        : !File.Exists(path) ? new GatewayError(GatewayErrorCode.InvalidRequest, $"there is no file '{path}'.")
        : FileMapping.Parse(File.ReadAllBytes(path)).TryGet(out var mapping, out var refusal) ? new MappingChoice(mapping)
        : refusal;

    private static async Task<int> RunAsync(
        CommandOutput output, ReconciliationTerms terms, string[] files, string organization, string? directory, string? format, CancellationToken cancellationToken)
    {
        if (Array.Find(files, file => !File.Exists(file)) is { } missing)
        {
            return output.Fail($"there is no file '{missing}'.", ExitCodes.Usage);
        }

        var problems = new List<ConfigurationProblem>();
        var installation = Installation.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, problems);
        var snapshot = GatewayConfiguration.Read(installation, Environment.GetEnvironmentVariable, TimeProvider.System, problems).Snapshots.Current;
        if (problems.Count > 0)
        {
            return output.Refuse(problems);
        }

        if (!terms.ToParameters(snapshot, TimeProvider.System.GetUtcNow()).TryGet(out var parameters, out var refusal)
            || !terms.ToSettings().TryGet(out var settings, out refusal))
        {
            return output.Fail(refusal.Message, ExitCodes.Usage);
        }

        return await ReceiptsCommand.WithLedgerAsync(output, async ledger =>
        {
            if ((await ledger.OrganizationsAsync(cancellationToken)).FirstOrDefault(o => o.Name == organization) is not { } owner)
            {
                return output.Fail($"There is no organization '{organization}'.", ExitCodes.Failure);
            }

            using var space = new SpillSpace(Path.GetTempPath(), TimeProvider.System);
            using var run = new ReconciliationRun(parameters, settings, space);
            (ReconciliationReport? Report, IReadOnlyList<string> Problems) outcome;
            try
            {
                outcome = await ProgressDisplay.RunAsync(async report => await CompareAsync(run, files, ledger, owner.Id, report, cancellationToken));
            }
            catch (InvalidDataException damaged)
            {
                return output.Fail($"Receipts of that time cannot be read, so nothing was compared: {damaged.Message}", ExitCodes.Failure);
            }

            if (outcome.Report is not { } result)
            {
                output.Note("error: nothing was compared, because a file cannot be taken:");
                foreach (var problem in outcome.Problems)
                {
                    output.Note("  " + problem);
                }

                return ExitCodes.Usage;
            }

            return Write(output, result, directory, format);
        });
    }

    private static async Task<(ReconciliationReport? Report, IReadOnlyList<string> Problems)> CompareAsync(
        ReconciliationRun run, string[] files, ReadOnlyLedger ledger, string organization, Action<string, double> report, CancellationToken cancellationToken)
    {
        foreach (var path in files)
        {
            var name = Path.GetFileName(path);
            var length = Math.Max(1, new FileInfo(path).Length);
            await using var file = new WatchedFile(path, position => report(name, (double)position / length));
            run.Add(name, file, ProviderFileSet.Digest(file), cancellationToken);
        }

        if (run.EndFiles() is { Count: > 0 } problems)
        {
            return (null, problems);
        }

        var receipts = new SynchronousProgress(share => report("receipts", share));
        return (await run.CompareAsync(ledger.Ledger, ledger.Archives, organization, receipts, cancellationToken), []);
    }

    private static int Write(CommandOutput output, ReconciliationReport report, string? directory, string? format)
    {
        if (directory is not null)
        {
            ReportFiles.Write(report, directory);
        }

        if (format is not null || directory is null)
        {
            using var standard = Console.OpenStandardOutput();
            ReportFiles.Write(report, Forms[format ?? "json"], standard);
        }
        else
        {
            output.Line($"{ReportJson.Word(report.Status)}: {ReportWords.Sentence(report.Status)}");
            output.Table(ReportWords.ResultColumns, ReportWords.Results(report));
            output.Line($"{Path.Combine(directory, ReportFiles.Json)}, {ReportFiles.Markdown}, {ReportFiles.Html}");
        }

        return report.Status switch
        {
            ReconciliationStatus.Differences => ExitCodes.Failure,
            ReconciliationStatus.Incomplete => ExitCodes.Incomplete,
            _ => ExitCodes.Success,
        };
    }

    private sealed record MappingChoice(FileMapping? Value);

    private sealed class SynchronousProgress(Action<double> act) : IProgress<double>
    {
        public void Report(double value) => act(value);
    }
}
