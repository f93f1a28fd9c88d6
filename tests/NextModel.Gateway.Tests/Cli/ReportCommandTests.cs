using System.Globalization;
using System.Text.Json;
using NextModel.Gateway.Tests.Reporting;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Cli;

/// <summary><c>nextmodel usage</c>, <c>statements</c> and <c>receipts export|archive</c> as processes, on a running server and on the database itself.</summary>
public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Reports_OnAServerAndOnTheDatabase_AreTheSame()
    {
        await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), "");
        var month = TimeProvider.System.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        string origin, usage, statement;
        byte[] export;
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            origin = gateway.Origin;
            for (var i = 0; i < 3; i++)
            {
                using var response = await gateway.Client.PostAsync(
                    "/v1/chat/completions", new StringContent($"{{\"model\":\"sandbox-echo\",\"messages\":[{{\"role\":\"user\",\"content\":\"{i / 2}\"}}]}}", null, "application/json"));
                response.IsSuccessStatusCode.ShouldBeTrue();
                await response.Content.ReadAsByteArrayAsync();
            }

            usage = await RunAsync("usage", "--by", "model,serve_mode", "--sandbox", "include", "--json");
            statement = await RunAsync("statements", "--month", month, "--format", "csv");
            (await RunAsync("receipts", "export", "--format", "csv", "--sandbox", "include", "--to", "2999-01-01", "--from", "2026-01-01", "--out", "server")).ShouldContain(".manifest.json");
            export = await File.ReadAllBytesAsync(ExportIn("server"));
            await gateway.TerminateAsync();
        }

        using (var json = JsonDocument.Parse(usage))
        {
            json.RootElement.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("requests").GetInt64()).Sum().ShouldBe(3);
        }

        // Nobody listens any more: the commands open the database.
        using (var again = JsonDocument.Parse(await RunAsync("usage", "--by", "model,serve_mode", "--sandbox", "include", "--json")))
        using (var first = JsonDocument.Parse(usage))
        {
            again.RootElement.GetProperty("data").GetRawText().ShouldBe(first.RootElement.GetProperty("data").GetRawText());
        }

        (await RunAsync("statements", "--month", month, "--format", "csv")).ShouldBe(statement);
        await RunAsync("receipts", "export", "--format", "csv", "--sandbox", "include", "--to", "2999-01-01", "--from", "2026-01-01", "--out", "database");
        (await File.ReadAllBytesAsync(ExportIn("database"))).ShouldBe(export);
        new CsvTable(export).Count.ShouldBe(3);
        (await RunAsync("receipts", "archive", "--before", "2026-01-01", "--dry-run")).ShouldContain("0 receipts");
        (await RunAsync("receipts", "archive", "--before", "2026-01-01", "--out", "archive")).ShouldContain("0 receipts archived");
        (await RunAsync("receipts", "verify", "--all")).ShouldContain("3 receipts verified");
        var refused = await CommandProcess.RunAsync(_directory.Path, origin, "receipts", "export", "--format", "csv");
        (refused.ExitCode, refused.Errors.Contains("--out", StringComparison.Ordinal)).ShouldBe((2, true));
        refused = await CommandProcess.RunAsync(_directory.Path, origin, "receipts", "archive", "--before", "2999-01-01", "--out", "archive");
        (refused.ExitCode, refused.Errors.Contains("less than a day ago", StringComparison.Ordinal)).ShouldBe((1, true));

        string ExportIn(string directory) => Directory.EnumerateFiles(_directory.File(directory), "*.csv").Single();

        async Task<string> RunAsync(params string[] arguments)
        {
            var run = await CommandProcess.RunAsync(_directory.Path, origin, arguments);
            run.ExitCode.ShouldBe(0, run.Output + run.Errors);
            return run.Output;
        }
    }
}
