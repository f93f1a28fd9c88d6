using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NextModel.Gateway.Tests.Architecture;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Documentation;

/// <summary>What docs/guides/reconcile.md tells people to try without a provider does what the guide says.</summary>
public sealed partial class ReconcileGuideTests : IDisposable
{
    private const string Guide = "docs/guides/reconcile.md";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task TryItWithoutAProvider_AsTheGuideSays_ReconcilesAndFindsWhatIsChanged()
    {
        await using var gateway = await TestGateway.StartAsync(new TestGatewayOptions { Directory = _directory });
        foreach (var text in new[] { "one", "two", "three" })
        {
            using var content = new StringContent(
                JsonSerializer.Serialize(new { model = "sandbox-echo", messages = new[] { new { role = "user", content = text } } }), Encoding.UTF8, "application/json");
            using var answer = await gateway.Client.PostAsync("/v1/chat/completions", content);
            answer.EnsureSuccessStatusCode();
        }

        await File.WriteAllTextAsync(_directory.File("calls.py"), Snippet("calls"));
        await File.WriteAllTextAsync(_directory.File("mapping.json"), Snippet("mapping"));
        var receipts = await RunAsync("receipts", "export");
        receipts.ExitCode.ShouldBe(0, receipts.Errors);
        var calls = await PythonAsync("calls.py", receipts.Output);
        calls.Length.ShouldBe(4, string.Join('\n', calls));

        await ReconcileAsync(calls, 0, "reconciled");
        Directory.EnumerateFiles(_directory.File("reports")).Select(Path.GetFileName).Order().ShouldBe(["report.html", "report.json", "report.md"]);
        await ReconcileAsync([.. calls[..2], calls[3]], 1, "missing_at_provider");
        var cells = calls[1].Split(',');
        var (output, cost) = (Array.IndexOf(calls[0].Split(','), "output"), Array.IndexOf(calls[0].Split(','), "cost"));
        await ReconcileAsync([calls[0], With(cost, "1"), .. calls[2..]], 1, "price_drift");
        await ReconcileAsync([calls[0], With(output, "12345"), .. calls[2..]], 1, "token_drift");

        string With(int column, string value) => string.Join(',', cells.Select((cell, i) => i == column ? value : cell));

        async Task ReconcileAsync(string[] lines, int exitCode, string found)
        {
            await File.WriteAllLinesAsync(_directory.File("calls.csv"), lines);
            var run = await RunAsync("reconcile", "--provider", "mapped", "--mapping", "mapping.json", "--source", "sandbox", "--file", "calls.csv", "--out", "reports");
            run.ExitCode.ShouldBe(exitCode, run.Output + run.Errors);
            (run.Output + await File.ReadAllTextAsync(_directory.File("reports/report.json"))).ShouldContain(found);
        }

        Task<CommandProcess> RunAsync(params string[] arguments) => CommandProcess.RunAsync(_directory.Path, gateway.Origin, arguments);
    }

    private async Task<string[]> PythonAsync(string script, string input)
    {
        using var python = Process.Start(new ProcessStartInfo("python3", [script])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var output = python.StandardOutput.ReadToEndAsync();
        await python.StandardInput.WriteAsync(input);
        python.StandardInput.Close();
        await python.WaitForExitAsync();
        python.ExitCode.ShouldBe(0);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string Snippet(string name) =>
        Block().Matches(RepositoryTree.Read(Guide)).Single(match => match.Groups["name"].Value == name).Groups["code"].Value;

    [GeneratedRegex("<!-- snippet: (?<name>[a-z-]+) -->\\n```[a-z]+\\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
