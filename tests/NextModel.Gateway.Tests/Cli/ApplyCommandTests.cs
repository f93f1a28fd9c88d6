using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Cli;

/// <summary><c>nextmodel apply|diff|export</c> as processes, on a running server and on the database itself.</summary>
public sealed class ApplyCommandTests : IDisposable
{
    private const string Declared = """
        organizations:
          - name: acme
            credit: { enforced: false }
            webhooks: [{ name: finance, url: "https://hooks.example.com/x" }]
            policy:
              policy: 1
              aliases: { usual: sandbox-echo }
            teams:
              - name: search
                projects:
                  - name: site
                    budgets: [{ name: month, limit: 100, window: month }]
                    policy: { policy: 1, rules: [{ name: usual only, route: { targets: [usual] } }] }
                    keys: [{ name: ci }]
        """;

    private readonly TemporaryDirectory _directory = new();
    private string _origin = "";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Apply_OnAServerAndOnTheDatabase_PlansFirstIsIdempotentAndPrunesOnlyWhenTold()
    {
        await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), "");
        await File.WriteAllTextAsync(_directory.File("org.yaml"), Declared);
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            _origin = gateway.Origin;
            var planned = await RunAsync(1, "diff", "-f", "org.yaml");
            planned.Output.ShouldContain("+ create organization policy acme (0 rules, 1 alias, default allow)");
            planned.Output.ShouldContain("+ create webhook acme/finance (https://hooks.example.com)");
            planned.Output.ShouldNotContain("hooks.example.com/x");
            (await RunAsync(2, "apply", "-f", "org.yaml")).Errors.ShouldContain("Nothing was done", customMessage: "nobody can answer yes here");
            (await RunAsync(1, "diff", "-f", "org.yaml")).Output.ShouldBe(planned.Output, "the plan alone changed something");

            var applied = await RunAsync(0, "apply", "-f", "org.yaml", "--yes");
            applied.Output.ShouldContain("acme/site/ci nm_sk_");
            applied.LastLine.ShouldStartWith("acme/finance whsec_");
            (await RunAsync(0, "diff", "-f", "org.yaml", "--prune")).Output.ShouldContain("Nothing to do");
            await gateway.TerminateAsync();
        }

        // Nobody listens any more: the commands open the database.
        await RunAsync(0, "export", "--organization", "acme", "-f", "exported.yaml");
        (await File.ReadAllTextAsync(_directory.File("exported.yaml"))).ShouldContain("aliases: { usual: sandbox-echo }");
        (await RunAsync(0, "diff", "-f", "exported.yaml", "--prune")).Output.ShouldContain("Nothing to do");
        await File.WriteAllTextAsync(_directory.File("less.yaml"), "organizations: [{ name: acme, teams: [{ name: search, projects: [{ name: site, keys: [{ name: ci }] }] }] }]");
        var kept = await RunAsync(0, "apply", "-f", "less.yaml", "--yes");
        kept.Errors.ShouldContain("kept, though not in the file: project policy acme/site (--prune takes it away)");
        using var pruned = JsonDocument.Parse((await RunAsync(0, "apply", "-f", "less.yaml", "--yes", "--prune", "--json")).Output);
        pruned.RootElement.GetProperty("steps").EnumerateArray().Select(s => $"{s.GetProperty("action").GetString()} {s.GetProperty("kind").GetString()}").ShouldBe(
            ["delete project budget", "delete project policy", "delete organization policy", "delete webhook"]);
        (await RunAsync(0, "policy", "list")).Output.ShouldNotContain("pol_");
    }

    [Fact]
    public async Task Apply_BadInput_SaysWhatIsWrongAndDoesNothing()
    {
        await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), "");
        _origin = "http://127.0.0.1:9";
        await File.WriteAllTextAsync(_directory.File("bad.yaml"), "organizations:\n  - name: acme\n    policy: { policy: 1, rules: [{ name: a, max_output_tokens: lots }] }\n");

        (await RunAsync(2, "apply", "-f", "absent.yaml")).Errors.ShouldContain("There is no file 'absent.yaml'.");
        var refused = await RunAsync(1, "apply", "-f", "bad.yaml", "--yes");
        refused.Errors.ShouldContain("organizations[0].policy.rules[0].max_output_tokens (line 3, column 64): 'lots' is not a number");
        (await RunAsync(1, "export", "--organization", "acme")).Errors.ShouldContain("There is no organization 'acme'.");
    }

    private async Task<CommandProcess> RunAsync(int exitCode, params string[] arguments)
    {
        var run = await CommandProcess.RunAsync(_directory.Path, _origin, arguments);
        run.ExitCode.ShouldBe(exitCode, run.Output + run.Errors);
        return run;
    }
}
