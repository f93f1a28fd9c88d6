using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Gateway.Tests.Reconciling;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Cli;

/// <summary><c>nextmodel reconcile</c> as a process beside a running server.</summary>
public sealed class ReconcileCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Reconcile_FilesOfAProvider_ExitCodesAndReportsAreAsDocumented()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Directory = _directory });
        var receipts = new List<SeenReceipt>();
        foreach (var text in new[] { "one", "two", "three" })
        {
            using var response = await gateway.ChatAsync($$"""{"model":"echo","messages":[{"role":"user","content":"{{text}}"}]}""");
            var id = response.Headers.GetValues("x-nextmodel-receipt-url").Single().Split('/')[^1];
            receipts.Add(SeenReceipt.Parse(await gateway.Client.GetByteArrayAsync(new Uri(new Uri(gateway.Origin), "/v1/receipts/" + id))));
        }

        var calls = _directory.File("calls.jsonl");
        await File.WriteAllTextAsync(calls, ProviderFile.Calls(receipts));
        var good = await RunAsync(0, "--file", calls, "--final-through", "2999-01-01");
        using var report = JsonDocument.Parse(good.Output);
        report.RootElement.GetProperty("status").GetString().ShouldBe("reconciled");
        report.RootElement.GetProperty("result").GetProperty("matched").GetProperty("lines").GetInt64().ShouldBe(3);
        (await RunAsync(0, "--file", calls, "--final-through", "2999-01-01")).Output.ShouldBe(good.Output);

        // One call less in the file: open yesterday, missing once final.
        await File.WriteAllTextAsync(calls, ProviderFile.Calls(receipts.Skip(1)));
        await RunAsync(5, "--file", calls, "--final-through", "2020-01-01");
        var written = await RunAsync(1, "--file", calls, "--final-through", "2999-01-01", "--out", _directory.File("reports"));
        written.Output.ShouldContain("unexplained");
        Directory.EnumerateFiles(_directory.File("reports")).Select(Path.GetFileName).Order().ShouldBe(["report.html", "report.json", "report.md"]);
        (await RunAsync(1, "--file", calls, "--final-through", "2999-01-01", "--format", "md")).Output.ShouldContain("missing\\_at\\_provider");

        await File.AppendAllTextAsync(calls, "{\"id\":\"gen");
        (await RunAsync(2, "--file", calls)).Errors.ShouldContain("line 3");
        (await RunAsync(2, "--file", _directory.File("nowhere.csv"))).Errors.ShouldContain("there is no file");
        (await RunAsync(2, "--file", calls, "--zone", "Berlin")).Errors.ShouldContain("'zone'");

        async Task<CommandProcess> RunAsync(int expected, params string[] arguments)
        {
            var run = await CommandProcess.RunAsync(
                _directory.Path, gateway.Origin, ["reconcile", "--provider", "openrouter", "--source", "fake", .. arguments]);
            run.ExitCode.ShouldBe(expected, run.Output + run.Errors);
            return run;
        }
    }
}
