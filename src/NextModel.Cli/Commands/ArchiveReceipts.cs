using System.CommandLine;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Reporting;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel receipts archive</c>: moves old receipts into signed files, one after the other.</summary>
internal static class ArchiveReceipts
{
    public static Command Create(CommandOutput output)
    {
        var before = new Option<string>("--before") { Description = "Receipts completed before this day of UTC, such as 2026-01-01, or instant.", Required = true };
        var directory = new Option<string?>("--out") { Description = "Directory for the files; that of retention in nextmodel.yaml unless given." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say how many receipts and bytes there are." };
        var json = new Option<bool>("--json") { Description = "Write JSON for scripts." };
        var command = new Command("archive", "Move old receipts into signed files. Sums, lists of ids and verification stay; the database gets smaller.")
        {
            before, directory, dryRun, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new ArchiveRequest
            {
                Before = parsed.GetValue(before),
                Directory = parsed.GetValue(directory) is { Length: > 0 } path ? Path.GetFullPath(path) : null,
                DryRun = parsed.GetValue(dryRun),
            };
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => AllAsync(
                    output, request,
                    () => client.SendAsync(
                        HttpMethod.Post, "/api/admin/v1/receipts/archive", request, ReportingJsonContext.Default.ArchiveRequest, ReportingJsonContext.Default.ArchiveView,
                        cancellationToken)),
                async opened => (await AllAsync(output, request, async () => await opened.Reporting.Archiving.StepAsync(Administrator.CommandLine, request, cancellationToken)))!.Value,
                done => Show(output, request, done, parsed.GetValue(json)),
                cancellationToken);
        });
        return command;
    }

    private static async Task<Result<ArchiveView>?> AllAsync(CommandOutput output, ArchiveRequest request, Func<Task<Result<ArchiveView>?>> step)
    {
        var receipts = 0L;
        while (true)
        {
            var answer = await step();
            if (answer is null || !answer.Value.TryGet(out var done, out _))
            {
                return answer;
            }

            receipts += done.Receipts;
            if (done.File is not null)
            {
                output.Note($"{done.Receipts} receipts are in {done.File} now.");
            }

            if (request.DryRun || !done.HasMore)
            {
                return done with { Receipts = receipts };
            }
        }
    }

    private static void Show(CommandOutput output, ArchiveRequest request, ArchiveView done, bool json)
    {
        if (json)
        {
            output.Json(done, ReportingJsonContext.Default.ArchiveView);
            return;
        }

        output.Line(request.DryRun
            ? $"{done.Receipts} receipts were completed before {request.Before}: about {done.Bytes >> 20} MiB of rows. Nothing was changed."
            : $"{done.Receipts} receipts archived.");
    }
}
