using System.CommandLine;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel cache purge</c>.</summary>
internal static class CacheCommand
{
    public static Command Create(CommandOutput output) => new("cache", "Manage stored answers.") { CreatePurge(output) };

    private static Command CreatePurge(CommandOutput output)
    {
        var organization = new Option<string>("--organization") { Description = "Organization name.", DefaultValueFactory = _ => "default" };
        var project = new Option<string>("--project") { Description = "Project whose stored answers go.", Required = true };
        var receipt = new Option<string?>("--receipt") { Description = "Only the answer that this receipt (rcpt_…) was written for." };
        var command = new Command("purge", "Remove stored answers of a project, or of one receipt.") { organization, project, receipt };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new PurgeRequest
            {
                Organization = parsed.GetValue(organization)!,
                Project = parsed.GetValue(project),
                Receipt = parsed.GetValue(receipt),
            };
            return await ServerOrDatabase.RunAsync(
                output,
                client => client.SendAsync(
                    HttpMethod.Post, "/api/admin/v1/cache/purge", request, AdminJsonContext.Default.PurgeRequest, AdminJsonContext.Default.PurgeResult, cancellationToken),
                operations => operations.PurgeCacheAsync(Administrator.CommandLine, request, cancellationToken),
                result => output.Line($"{result.Removed} stored answers removed."),
                cancellationToken);
        });
        return command;
    }
}
