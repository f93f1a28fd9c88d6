using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NextModel.Configuration;
using NextModel.Gateway.Hosting;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel backup</c>: copies what must survive of the data directory, while the server runs.</summary>
internal static class BackupCommand
{
    public static Command Create(CommandOutput output)
    {
        var directory = new Argument<string>("directory") { Description = "Where the copy is written: a new directory, or an empty one." };
        var json = new Option<bool>("--json") { Description = "Write JSON for scripts." };
        var command = new Command("backup", "Copy the ledger and tenancy of NEXTMODEL_DATA, as of one moment, beside a running server too. No secrets are in it.")
        {
            directory, json,
        };
        command.SetAction(async (parsed, cancellationToken) => await RunAsync(output, parsed.GetRequiredValue(directory), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandOutput output, string directory, bool json, CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        var installation = Installation.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, problems);
        if (problems.Count > 0)
        {
            return output.Refuse(problems);
        }

        try
        {
            var made = await InstallationBackup.RunAsync(installation, Path.GetFullPath(directory), cancellationToken);
            if (!made.TryGet(out var report, out var refusal))
            {
                return output.Refuse(refusal);
            }

            output.Line(json
                ? JsonSerializer.Serialize(new
                {
                    directory = report.Directory,
                    bytes = report.Bytes,
                    newest_receipt = new { position = report.Receipts, hash = report.NewestHash },
                    reconciliation_files = report.ReconciliationFiles,
                })
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{report.Directory}: {report.Bytes} bytes. Newest receipt: {(report.NewestHash is null ? "none" : $"position {report.Receipts}, {report.NewestHash}")}. Files of reconciliations: {report.ReconciliationFiles}."));
            return ExitCodes.Success;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return output.Fail(error.Message, ExitCodes.Unavailable);
        }
    }
}
