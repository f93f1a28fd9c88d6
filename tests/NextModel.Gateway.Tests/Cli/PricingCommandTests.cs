using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Cli;

/// <summary><c>nextmodel catalog</c>, <c>estimate</c>, <c>compare</c> and <c>reload</c> as processes, with what people mistype.</summary>
public sealed class PricingCommandTests : IDisposable
{
    private const string Nowhere = "http://127.0.0.1:9";

    private readonly TemporaryDirectory _directory = new();

    public PricingCommandTests() => File.WriteAllText(_directory.File("nextmodel.yaml"), "");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Commands_OnARunningServer_SetComparePriceAndReload()
    {
        string origin;
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            origin = gateway.Origin;
            foreach (var text in new[] { "One", "One", "Two" })
            {
                using var answer = await gateway.Client.PostAsync("/v1/chat/completions", new StringContent(
                    $"{{\"model\":\"sandbox-echo\",\"messages\":[{{\"role\":\"user\",\"content\":\"{text}\"}}]}}", Encoding.UTF8, "application/json"));
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            var compared = await RunAsync(1, "compare", "-m", "sandbox-echo", "-m", "nobody", "--prompt", "Hello", "--answers");
            compared.Output.ShouldContain("completed");
            compared.Output.ShouldContain("rcpt_");
            compared.Errors.ShouldContain("There is no model 'nobody'");
            (await RunAsync(2, "compare", "-m", "sandbox-echo", "-m", "nobody")).Errors.ShouldContain("either --prompt or --request");
            (await RunAsync(1, "compare", "-m", "sandbox-echo", "--prompt", "Hello")).Errors.ShouldContain("2 to 6 names");

            (await RunAsync(0, "catalog", "prices", "set", "sandbox-echo", "sandbox", "--price", "{\"currency\":\"USD\",\"input\":3,\"output\":4}", "--from", "2999-01-01T00:00:00Z"))
                .Output.ShouldContain("admin:sandbox/sandbox-echo:1 counts from 2999-01-01T00:00:00Z.");
            (await RunAsync(1, "catalog", "prices", "set", "sandbox-echo", "sandbox", "--price", "{\"currency\":\"XAU\",\"input\":3}")).Errors.ShouldContain("there is no rate for 'XAU'");
            (await RunAsync(2, "catalog", "prices", "set", "sandbox-echo", "sandbox")).Errors.ShouldContain("either --price or --as-configured");
            (await RunAsync(2, "catalog", "prices", "set", "sandbox-echo", "sandbox", "--price", "cheap")).Errors.ShouldContain("--price is not JSON");
            await File.WriteAllTextAsync(_directory.File("source.json"), """{"base_url":"http://127.0.0.1:9/v1","region":"local"}""");
            await File.WriteAllTextAsync(_directory.File("model.json"), """{"offers":[{"source":"mine","upstream_model":"m"}]}""");
            (await RunAsync(1, "catalog", "models", "set", "added", "--file", _directory.File("model.json"))).Errors.ShouldContain("there is no source 'mine'");
            (await RunAsync(0, "catalog", "sources", "set", "mine", "--file", _directory.File("source.json"))).Output.ShouldContain("entry:mine:1 counts from");
            (await RunAsync(0, "catalog", "models", "set", "added", "--file", _directory.File("model.json"))).Output.ShouldContain("entry:added:1 counts from");
            (await RunAsync(2, "catalog", "sources", "set", "mine", "--file", _directory.File("source.json"), "--api-key-env", "NOBODY_SET_THIS")).Errors.ShouldContain("NOBODY_SET_THIS is not set");
            (await RunAsync(2, "catalog", "models", "set", "added")).Errors.ShouldContain("either --file or --as-configured");
            (await RunAsync(2, "catalog", "models", "set", "added", "--file", _directory.File("nobody.json"))).Errors.ShouldContain("cannot be read");
            await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), "nonsense: true");
            (await RunAsync(1, "reload")).Errors.ShouldContain("nonsense");
            await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), "");
            (await RunAsync(0, "reload")).Output.ShouldContain("is in force");
            await gateway.TerminateAsync();
        }

        // Nobody listens any more: the commands open the database.
        var listed = JsonDocument.Parse((await RunAsync(0, "catalog", "prices", "list", "--json")).Output).RootElement.GetProperty("data")[0];
        (await RunAsync(0, "catalog", "prices", "withdraw", listed.GetProperty("id").GetString()!)).Output.ShouldContain("is withdrawn");
        (await RunAsync(0, "catalog", "prices", "history")).Output.ShouldContain("withdrawn");
        (await RunAsync(0, "catalog", "models", "list")).Output.ShouldContain("entry:added:1");
        (await RunAsync(0, "catalog", "models", "set", "added", "--as-configured")).Output.ShouldContain("entry:added:2 counts from");
        (await RunAsync(0, "catalog", "models", "history", "--model", "added")).Output.ShouldContain("replaced");
        (await RunAsync(3, "compare", "-m", "a", "-m", "b", "--prompt", "x")).Errors.ShouldContain("no server listens");
        (await RunAsync(1, "reload")).Errors.ShouldContain("no server runs");

        // The project's own receipts as a workload: one of the four repeats an earlier one.
        await RunAsync(0, "receipts", "export", "--output", _directory.File("receipts.jsonl"));
        var estimate = JsonDocument.Parse((await RunAsync(0, "estimate", "--workload", _directory.File("receipts.jsonl"), "--model", "gpt-4o-mini", "--json")).Output).RootElement;
        estimate.GetProperty("requests").GetInt64().ShouldBe(4);
        estimate.GetProperty("repeats").GetInt64().ShouldBe(1);

        async Task<CommandProcess> RunAsync(int exitCode, params string[] arguments)
        {
            var run = await CommandProcess.RunAsync(_directory.Path, origin, arguments);
            run.ExitCode.ShouldBe(exitCode, $"{string.Join(' ', arguments)}: {run.Output}{run.Errors}");
            return run;
        }
    }

    [Fact]
    public async Task Estimate_FileOfEveryKindOfLine_MeasuresRepeatsAndPricesAll()
    {
        await File.WriteAllLinesAsync(_directory.File("work.jsonl"),
        [
            """{"model":"x","messages":[{"role":"user","content":"Hello"}]}""",
            """{"messages":[{"content":"Hello","role":"user"}],"model":"x"}""",
            """{"custom_id":"1","body":{"model":"x","messages":[{"role":"user","content":"Other"}]},"response":{"body":{"usage":{"prompt_tokens":1000,"completion_tokens":500}}}}""",
            """{"input_tokens":2000,"output_tokens":100}""",
            "",
        ]);

        var run = await RunAsync("estimate", "--workload", _directory.File("work.jsonl"), "--output-tokens", "50", "--model", "gpt-4o-mini", "--model", "nobody", "--json");

        run.ExitCode.ShouldBe(0, run.Errors);
        var estimate = JsonDocument.Parse(run.Output).RootElement;
        estimate.GetProperty("requests").GetInt64().ShouldBe(4);
        estimate.GetProperty("repeats").GetInt64().ShouldBe(1);
        estimate.GetProperty("estimates")[0].GetProperty("problem").ValueKind.ShouldBe(JsonValueKind.Null);
        estimate.GetProperty("estimates")[1].GetProperty("problem").GetString()!.ShouldContain("nobody");
    }

    [Theory]
    [InlineData("not JSON", "line 1")]
    [InlineData("{\"question\":\"?\"}", "line 1: This has neither a request body nor token counts")]
    [InlineData("{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", "say how many output tokens to assume")]
    [InlineData("\n\n", "has no request")]
    public async Task Estimate_FileThatCannotBeRead_SaysWhichLineAndWhy(string text, string problem)
    {
        await File.WriteAllTextAsync(_directory.File("work.jsonl"), text);

        var run = await RunAsync("estimate", "--workload", _directory.File("work.jsonl"), "--model", "gpt-4o-mini");

        run.ExitCode.ShouldBe(2, run.Output);
        run.Errors.ShouldContain(problem);
    }

    [Theory]
    [InlineData(2, "give --workload FILE, or", "estimate", "--model", "gpt-4o-mini")]
    [InlineData(2, "there is no file", "estimate", "--model", "gpt-4o-mini", "--workload", "missing.jsonl")]
    [InlineData(2, "tokens are 0 to", "estimate", "--model", "gpt-4o-mini", "--input-tokens", "-5")]
    [InlineData(2, "--requests at least 1", "estimate", "--model", "gpt-4o-mini", "--input-tokens", "5", "--requests", "0")]
    [InlineData(1, "", "estimate", "--model", "nobody", "--input-tokens", "5")]
    [InlineData(1, "the catalog has no model 'nobody'", "catalog", "show", "nobody")]
    [InlineData(2, "there is no file", "catalog", "import", "missing.json")]
    [InlineData(2, "neither models.dev's api.json nor LiteLLM's", "catalog", "import", "nextmodel.yaml")]
    public async Task Command_Mistyped_SaysWhatIsWrong(int exitCode, string problem, params string[] arguments)
    {
        if (arguments[^1] == "nextmodel.yaml")
        {
            await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), "{}");
        }

        var run = await RunAsync(arguments);

        run.ExitCode.ShouldBe(exitCode, run.Output + run.Errors);
        run.Errors.ShouldContain(problem);
    }

    [Fact]
    public async Task Catalog_ListShowAndImport_TellAndChangeNothing()
    {
        (await RunAsync("catalog", "list", "--callable")).Output.ShouldContain("sandbox-echo");
        var shown = await RunAsync("catalog", "show", "gpt-4o-mini");
        JsonDocument.Parse(shown.Output).RootElement.GetProperty("id").GetString().ShouldBe("gpt-4o-mini");
        await File.WriteAllTextAsync(_directory.File("api.json"), """{"openai":{"models":{"gpt-4o-mini":{"cost":{"input":0.16,"output":0.6,"cache_read":0.075}}}}}""");

        var imported = await RunAsync("catalog", "import", _directory.File("api.json"));

        imported.ExitCode.ShouldBe(0, imported.Errors);
        imported.Output.ShouldContain("changed    gpt-4o-mini at openai");
        imported.Errors.ShouldContain("Nothing was changed");
        var applied = await RunAsync("catalog", "import", _directory.File("api.json"), "--apply");
        applied.Errors.ShouldContain("0 set, 1 left alone");
    }

    private Task<CommandProcess> RunAsync(params string[] arguments) => CommandProcess.RunAsync(_directory.Path, Nowhere, arguments);
}
