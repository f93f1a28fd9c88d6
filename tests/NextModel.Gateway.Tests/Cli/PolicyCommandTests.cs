using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Cli;

/// <summary><c>nextmodel policy</c> as processes, on a running server and on the database itself.</summary>
public sealed class PolicyCommandTests : IAsyncLifetime
{
    private const string Policy = "policy: 1\n# kept as it is\naliases: { usual: canary }\nrules:\n  - { name: nightly, when: { workload: nightly }, deny: not at night }\n";

    private readonly TemporaryDirectory _directory = new();
    private FakeUpstream _upstream = null!;
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        var options = new TestGatewayOptions { Upstream = _upstream, Models = ["canary"] };
        await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), options.Configuration());
        await File.WriteAllTextAsync(_directory.File("policy.yaml"), Policy);
        await File.WriteAllTextAsync(_directory.File("request.json"), "{\"model\":\"usual\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        _gateway = await GatewayProcess.StartAsync(_directory.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Policy_SetShownExplainedSimulatedAndDeleted_OnAServerAndOnTheDatabase()
    {
        (await RunAsync(0, "set", "-f", "policy.yaml")).Output.ShouldContain("is in force at version 1");
        await RunAsync(0, "set", "-f", "policy.yaml");
        var id = (await RunAsync(0, "list")).Output.Split(' ')[0];
        (await RunAsync(0, "show", id)).Output.ShouldBe(Policy, "the document as it was sent");
        await AskAsync();
        var key = (await CommandProcess.RunAsync(_directory.Path, _gateway.Origin, "keys", "list", "--json")).Output;
        var keyId = JsonDocument.Parse(key).RootElement.GetProperty("data")[0].GetProperty("id").GetString()!;

        var explained = await RunAsync(0, "explain", "--key", keyId, "--request", "request.json");
        explained.Output.ShouldContain("allowed");
        explained.Output.ShouldContain("target  1 fake/canary");
        var refused = await RunAsync(1, "explain", "--key", keyId, "--request", "request.json", "--workload", "nightly");
        refused.Output.ShouldContain("refused with policy_denied: not at night");
        await File.WriteAllTextAsync(_directory.File("draft.yaml"), "policy: 1\nrules: [{ name: none, deny: no more }]\n");
        (await RunAsync(1, "explain", "--key", keyId, "--request", "request.json", "--draft", "draft.yaml")).Output.ShouldContain("'usual'", customMessage: "the draft has no alias");
        using var simulated = JsonDocument.Parse((await RunAsync(0, "simulate", "-f", "draft.yaml", "--days", "1", "--json")).Output);
        simulated.RootElement.GetProperty("before").GetProperty("requests").GetInt64().ShouldBe(1);
        simulated.RootElement.GetProperty("refused").EnumerateArray().Single().GetProperty("requests").GetInt64().ShouldBe(1);
        (await _gateway.TerminateAsync()).ShouldBe(0);

        (await RunAsync(0, "show", id)).Output.ShouldBe(Policy);
        (await RunAsync(0, "set", "-f", "draft.yaml")).Output.ShouldContain("version 2");
        (await RunAsync(1, "explain", "--key", keyId, "--request", "request.json")).Output.ShouldContain("refused with");
        (await RunAsync(0, "simulate", "-f", "policy.yaml")).Output.ShouldContain("not known:");
        (await RunAsync(0, "delete", id)).Output.ShouldContain("is out of force");
        (await RunAsync(0, "list")).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Policy_BadInput_IsRefusedWithItsPlace()
    {
        await File.WriteAllTextAsync(_directory.File("bad.yaml"), "policy: 1\nrules:\n  - name: a\n    max_output_tokens: -1\n    colour: red\n");
        await File.WriteAllTextAsync(_directory.File("cyclic.yaml"), "policy: 1\naliases: { a: b, b: a }\n");
        await File.WriteAllTextAsync(_directory.File("request.txt"), "hello");

        var bad = await RunAsync(1, "set", "-f", "bad.yaml");
        bad.Errors.ShouldContain("rules[0].max_output_tokens (line 4, column 24): '-1' is not a number");
        bad.Errors.ShouldContain("rules[0].colour (line 5, column 13)");
        (await RunAsync(1, "set", "-f", "cyclic.yaml")).Errors.ShouldContain("aliases.a (line 2, column");
        (await RunAsync(2, "set", "-f", "absent.yaml")).Errors.ShouldContain("absent.yaml cannot be read");
        (await RunAsync(1, "set", "-f", "policy.yaml", "--scope", "planet")).Errors.ShouldContain("'scope' is 'planet'");
        (await RunAsync(1, "show", "pol_nobody")).Errors.ShouldContain("There is no policy 'pol_nobody'");
        (await RunAsync(1, "delete", "pol_nobody")).Errors.ShouldContain("There is no policy 'pol_nobody'");
        (await RunAsync(1, "explain", "--key", "key_nobody", "--request", "request.json")).Errors.ShouldContain("There is no key 'key_nobody'");
        (await RunAsync(2, "explain", "--key", "key_nobody", "--request", "request.txt")).Errors.ShouldContain("The request is not JSON");
        (await RunAsync(1, "simulate", "-f", "policy.yaml", "--days", "0")).Errors.ShouldContain("days");
        (await RunAsync(1, "simulate", "-f", "bad.yaml")).Errors.ShouldContain("line 4, column 24");
        (await RunAsync(0, "list")).Output.ShouldBeEmpty("nothing was put in force");
    }

    private async Task<CommandProcess> RunAsync(int exitCode, params string[] arguments)
    {
        var run = await CommandProcess.RunAsync(_directory.Path, _gateway.Origin, ["policy", .. arguments]);
        run.ExitCode.ShouldBe(exitCode, run.Output + run.Errors);
        return run;
    }

    private async Task AskAsync()
    {
        using var body = new StringContent(await File.ReadAllTextAsync(_directory.File("request.json")), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await _gateway.Client.PostAsync("/v1/chat/completions", body);
        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
    }
}
