using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.Hosting;
using NextModel.Identity;
using NextModel.Reporting.Exports;

namespace NextModel.Cli.Commands;

/// <summary>
/// An export to a directory: the file and its signed manifest. Both get their names only when they are whole and the file has the
/// digest that the manifest states.
/// </summary>
internal static class ExportReceipts
{
    private const string Route = "/api/admin/v1/exports";

    public static async Task<int> RunAsync(CommandOutput output, Dictionary<string, string> parameters, string directory, CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        var installation = Installation.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, problems);
        if (problems.Count > 0)
        {
            return output.Refuse(problems);
        }

        Directory.CreateDirectory(directory);
        var draft = Path.Combine(directory, $".export-{Guid.CreateVersion7():N}.part");
        try
        {
            using var client = new ServerClient(installation);
            var answer = await FromServerAsync(client, parameters, draft, cancellationToken);
            if (answer is null)
            {
                await using var opened = await OpenInstallation.OpenAsync(
                    installation, Environment.GetEnvironmentVariable, TimeProvider.System, problems, cancellationToken);
                if (opened is null)
                {
                    return output.Refuse(problems);
                }

                answer = await FromDatabaseAsync(opened, parameters, draft, cancellationToken);
            }

            return answer.Value.TryGet(out var manifest, out var refusal)
                ? await KeepAsync(output, draft, directory, manifest, cancellationToken)
                : output.Refuse(refusal);
        }
        catch (InvalidOperationException error)
        {
            return output.Fail(error.Message, ExitCodes.Unavailable);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static async Task<Result<byte[]>?> FromServerAsync(
        ServerClient client, Dictionary<string, string> parameters, string draft, CancellationToken cancellationToken)
    {
        Result<string>? cursor;
        await using (var file = File.Create(draft))
        {
            var query = string.Join('&', parameters.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"));
            cursor = await client.DownloadAsync($"{Route}?{query}", file, "x-nextmodel-export-cursor", cancellationToken);
        }

        if (cursor is null)
        {
            return null;
        }

        if (!cursor.Value.TryGet(out var text, out var refusal))
        {
            return refusal;
        }

        using var manifest = new MemoryStream();
        var of = parameters.TryGetValue("organization", out var organization) ? $"&organization={Uri.EscapeDataString(organization)}" : "";
        var answer = await client.DownloadAsync($"{Route}/manifest?cursor={Uri.EscapeDataString(text)}{of}", manifest, "etag", cancellationToken);
        return answer is null || !answer.Value.TryGet(out _, out refusal)
            ? refusal ?? new GatewayError(GatewayErrorCode.InternalError, "The server has stopped before it gave the manifest.")
            : manifest.ToArray();
    }

    private static async Task<Result<byte[]>> FromDatabaseAsync(
        OpenInstallation opened, Dictionary<string, string> parameters, string draft, CancellationToken cancellationToken)
    {
        if (!(await opened.Reporting.BeginExportAsync(Administrator.CommandLine, parameters, cancellationToken)).TryGet(out var run, out var refusal))
        {
            return refusal;
        }

        await using (var file = File.Create(draft))
        {
            await run.WriteAsync(file, cancellationToken);
        }

        return await opened.Reporting.Exports.SignAsync(
            run, ExportNames.File(ExportNames.Of(run.Cursor.Request), run.Cursor.Request.Format), null, cancellationToken);
    }

    private static async Task<int> KeepAsync(CommandOutput output, string draft, string directory, byte[] manifest, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(manifest);
        var stated = json.RootElement.GetProperty("files")[0];
        byte[] digest;
        await using (var file = File.OpenRead(draft))
        {
            digest = await SHA256.HashDataAsync(file, cancellationToken);
        }

        if (Convert.ToHexStringLower(digest) != stated.GetProperty("sha256").GetString())
        {
            return output.Fail("The file is not the one that the manifest describes: something was lost on the way. Run the command again.", ExitCodes.Failure);
        }

        // The names come from a server: only its last part counts.
        var path = Path.Combine(directory, Path.GetFileName(stated.GetProperty("name").GetString()!));
        File.Move(draft, path, overwrite: true);
        await File.WriteAllBytesAsync(path + ".manifest.json", manifest, cancellationToken);
        output.Line(path);
        output.Line(path + ".manifest.json");
        output.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"{json.RootElement.GetProperty("receipts").GetInt64()} receipts, {stated.GetProperty("rows").GetInt64()} rows{(json.RootElement.GetProperty("complete").GetBoolean() ? "" : "; more may come for this range, or some lie in archives")}."));
        return ExitCodes.Success;
    }
}
