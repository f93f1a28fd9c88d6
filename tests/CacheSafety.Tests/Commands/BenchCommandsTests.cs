using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using CacheSafety.BlackBox;
using CacheSafety.Tests.BlackBox;
using NextModel.Testing;

namespace CacheSafety.Tests.Commands;

public sealed class BenchCommandsTests
{
    [Fact]
    public async Task Validate_BuiltInSets_Pass()
    {
        var run = await BenchRun.RunAsync("validate");

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("274 cases, 269 gated");
    }

    [Fact]
    public async Task Validate_Schema_IsPrinted() =>
        JsonDocument.Parse((await BenchRun.RunAsync("validate", "--schema")).Output).RootElement.GetProperty("title").GetString()!.ShouldContain("csb/1");

    [Fact]
    public async Task Validate_BrokenFile_ListsEveryProblemAndEndsWithThree()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "mine.jsonl");
        await File.WriteAllTextAsync(file, "{\n[]\n");

        var run = await BenchRun.RunAsync("validate", file);

        run.ExitCode.ShouldBe(3);
        run.Errors.ShouldContain("line 1: is not one JSON object");
        run.Errors.ShouldContain("line 2: is JSON, but not an object");
    }

    [Theory]
    [InlineData("cannot be read", "replay", "--cases", "no-such-file.jsonl")]
    [InlineData("there is no policy 'clever'", "replay", "--policy", "clever")]
    [InlineData("there is no policy 'semantic@2'", "replay", "--policy", "semantic@2")]
    [InlineData("no case is left", "replay", "--class", "no_such_class")]
    [InlineData("not one of tenant, project, key", "replay", "--isolation", "planet")]
    [InlineData("must be from 0 to 1", "replay", "--max-trap-ucb", "2")]
    [InlineData("not one of conversation, last-user", "sweep", "--text", "headline")]
    [InlineData("gives no vectors", "sweep", "--embedder", "no-such-file.jsonl")]
    [InlineData("--embedding-model is missing", "sweep", "--embedder", "http://127.0.0.1:1/v1")]
    [InlineData("is no http address", "probe", "--target", "gateway")]
    [InlineData("there is no adapter 'acme'", "probe", "--target", "http://127.0.0.1:1/v1", "--adapter", "acme")]
    [InlineData("is not of the form 'name: value'", "probe", "--target", "http://127.0.0.1:1/v1", "--header", "x-provider")]
    [InlineData("must be from 1 to 3600", "probe", "--target", "http://127.0.0.1:1/v1", "--ttl", "0")]
    [InlineData("is no address and port", "probe", "--target", "http://127.0.0.1:1/v1", "--listen", "nine thousand")]
    [InlineData("'--target' is required", "probe")]
    [InlineData("cannot be read", "gate", "no-such-report.json")]
    [InlineData("not one of pairs, promptset, log, receipts", "import", "no-such-file", "--format", "xml")]
    public async Task Run_WrongInput_EndsWithThreeAndSaysWhatIsWrong(string expected, params string[] arguments)
    {
        if (arguments[0] == "import")
        {
            using var directory = new TemporaryDirectory();
            arguments[1] = Path.Combine(directory.Path, "log");
            await File.WriteAllTextAsync(arguments[1], "{}");
            (await BenchRun.RunAsync(arguments)).ShouldSatisfyAllConditions(run => run.ExitCode.ShouldBe(3), run => run.Errors.ShouldContain(expected));
            return;
        }

        var run = await BenchRun.RunAsync(arguments);

        run.ExitCode.ShouldBe(3);
        (run.Errors + run.Output).ShouldContain(expected, Shouldly.Case.Insensitive);
    }

    [Theory]
    [InlineData("exact+canonical", 0)]
    [InlineData("bad-last-user-message", 1)]
    [InlineData("off", 1)]
    public async Task Replay_Subject_DecidesTheExitCode(string subject, int exitCode) =>
        (await BenchRun.RunAsync("replay", "--subject", subject, "--policy", "off")).ExitCode.ShouldBe(exitCode);

    [Fact]
    public async Task Replay_TooFewTraps_IsInconclusive()
    {
        var run = await BenchRun.RunAsync("replay", "--class", "negation", "--class", "byte_identical");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("139 more traps without a failure would bring the bound to 2.0 %");
    }

    [Fact]
    public async Task Replay_AllForms_ArePlainFilesThatParse()
    {
        using var directory = new TemporaryDirectory();
        string In(string name) => Path.Combine(directory.Path, name);
        var run = await BenchRun.RunAsync(
            "replay", "--policy", "all", "--subject", "bad-last-user-message", "--out", In("r.json"), "--html", In("r.html"), "--markdown", In("r.md"), "--junit", In("r.xml"), "--svg", In("r.svg"));

        run.ExitCode.ShouldBe(1);
        var junit = XDocument.Load(In("r.xml")).Root!;
        junit.Descendants("failure").Count().ShouldBe(int.Parse(junit.Attribute("failures")!.Value, CultureInfo.InvariantCulture));
        XDocument.Load(In("r.svg")).Root!.Name.LocalName.ShouldBe("svg");
        File.ReadAllText(In("r.md")).ShouldContain("| bad-last-user-message |");

        // From the JSON alone, the same again.
        var again = await BenchRun.RunAsync("report", In("r.json"), "--html", In("again.html"));
        again.ExitCode.ShouldBe(0);
        File.ReadAllText(In("again.html")).ShouldBe(File.ReadAllText(In("r.html")));
        (await BenchRun.RunAsync("gate", In("r.json"))).ExitCode.ShouldBe(1);
        (await BenchRun.RunAsync("gate", In("r.json"), "--max-bad-hits", "500", "--max-critical", "500", "--max-trap-ucb", "1")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Probe_NobodyThere_EndsWithFour()
    {
        var run = await BenchRun.RunAsync("probe", "--target", "http://127.0.0.1:1/v1", "--listen", "127.0.0.1:0");

        run.ExitCode.ShouldBe(4);
        run.Errors.ShouldContain("does not answer");
    }

    [Fact]
    public async Task Probe_UpstreamElsewhere_ReadsItsLedger()
    {
        await using var bench = await ToyBench.StartAsync(ToyKind.HonestExact);
        using var directory = new TemporaryDirectory();
        var adapter = Path.Combine(directory.Path, "toy.json");
        await File.WriteAllTextAsync(adapter, """{"name":"toy","status_header":"x-cache","hits":["HIT"],"misses":["MISS"]}""");

        var run = await BenchRun.RunAsync(
            "probe", "--target", bench.Toy.BaseUrl.ToString(), "--ledger", bench.Upstream.Origin, "--adapter", adapter, "--class", "negation", "--class", "byte_identical",
            "--max-trap-ucb", "0.3", "--json");

        run.ExitCode.ShouldBe(0, run.Errors);
        using var report = JsonDocument.Parse(run.Output);
        report.RootElement.GetProperty("target").GetProperty("mode").GetString().ShouldBe("blackbox-b1");
        report.RootElement.GetProperty("rates").GetProperty("must_hit").GetProperty("k").GetInt32().ShouldBe(20);
        report.RootElement.GetProperty("latency").GetProperty("hit").GetArrayLength().ShouldBe(20);
    }

    [Theory]
    [InlineData(ToyKind.Off, null, 2, "not tested")]
    [InlineData(ToyKind.HonestExact, 401, 3, "CSB_KEY")]
    public async Task Probe_TargetThatGivesNothing_SaysWhatToDo(ToyKind kind, int? refuses, int exitCode, string expected)
    {
        await using var bench = await ToyBench.StartAsync(kind);
        bench.Toy.Refuses = refuses;

        var run = await BenchRun.RunAsync("probe", "--target", bench.Toy.BaseUrl.ToString(), "--ledger", bench.Upstream.Origin, "--class", "byte_identical", "--one-way");

        run.ExitCode.ShouldBe(exitCode);
        (run.Output + run.Errors).ShouldContain(expected, Shouldly.Case.Insensitive);
    }

    [Fact]
    public void Adapters_BuiltIn_AreAllThere() =>
        Adapter.BuiltIn.ShouldBe(["bifrost", "cloudflare", "helicone", "litellm", "nextmodel", "none", "openrouter", "portkey"]);

    [Fact]
    public async Task Adapters_BuiltIn_AllRead()
    {
        foreach (var name in Adapter.BuiltIn)
        {
            (await Adapter.ReadAsync(name, CancellationToken.None)).Name.ShouldBe(name);
        }
    }
}
