using System.Text.Json;
using NextModel.Gateway.Tests.Webhooks;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Cli;

/// <summary><c>nextmodel webhooks</c> as processes, on a running server and on the database itself.</summary>
public sealed class WebhookCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private WebhookReceiver _receiver = null!;
    private string _origin = "http://127.0.0.1:9";

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), "webhooks:\n  allow:\n    - { network: 127.0.0.0/8 }\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Webhooks_OnAServerAndOnTheDatabase_AreMadeTestedChangedAndDeleted()
    {
        string secret;
        string id;
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            _origin = gateway.Origin;
            var made = await RunAsync(0, "create", "--name", "finance", "--url", _receiver.Url.ToString());
            secret = made.LastLine;
            made.Output.Trim().ShouldBe(secret, "standard output holds the secret and nothing else");
            id = Data(await RunAsync(0, "list", "--json")).Single().GetProperty("id").GetString()!;

            (await RunAsync(0, "test", id)).Output.ShouldContain("was delivered: status 204");
            var got = await _receiver.NextAsync();
            got.Json.GetProperty("type").GetString().ShouldBe("webhook.test");
            WebhookReceiver.Verify(secret, got.Id, got.Timestamp, got.Body, got.Signature, DateTimeOffset.UtcNow).ShouldBeTrue();
            _receiver.Answers.Enqueue(503);
            (await RunAsync(1, "test", id)).Output.ShouldContain("was not delivered: status 503");
            await _receiver.NextAsync();
            Data(await RunAsync(0, "deliveries", id, "--json")).ShouldBeEmpty("a test is no delivery");
            await gateway.TerminateAsync();
        }

        // Nobody listens any more: the commands open the database.
        (await RunAsync(0, "change", id, "--name", "billing", "--enabled", "false")).Output.ShouldContain("('billing') was changed");
        (await RunAsync(0, "list")).Output.ShouldContain("billing");
        using var tested = JsonDocument.Parse((await RunAsync(0, "test", id, "--json")).Output);
        tested.RootElement.GetProperty("delivered").GetBoolean().ShouldBeTrue("one that is not enabled can be tested");
        (await _receiver.NextAsync()).Id.ShouldBe(tested.RootElement.GetProperty("event_id").GetString());
        await RunAsync(0, "delete", id);
        Data(await RunAsync(0, "list", "--json")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Webhooks_BadInput_IsRefusedByName()
    {
        await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
        _origin = gateway.Origin;
        (await RunAsync(1, "create", "--name", "x", "--url", "https://10.0.0.1/")).Errors.ShouldContain("'url' cannot be called: 10.0.0.1 is not a public address");
        (await RunAsync(1, "create", "--name", "x", "--url", "https://a.example.com", "--organization", "nobody")).Errors.ShouldContain("no organization 'nobody'");
        (await RunAsync(1, "create", "--url", "https://a.example.com")).Errors.ShouldContain("--name");
        (await RunAsync(1, "test", "wh_nobody")).Errors.ShouldContain("There is no webhook 'wh_nobody'");
        (await RunAsync(2, "change", "wh_nobody")).Errors.ShouldContain("Name what to change");
        (await RunAsync(1, "deliveries", "wh_nobody")).Errors.ShouldContain("There is no webhook 'wh_nobody'");
        (await RunAsync(2, "deliveries", "wh_nobody", "--limit", "0")).Errors.ShouldContain("--limit must be from 1 to 200");
    }

    private async Task<CommandProcess> RunAsync(int exitCode, params string[] arguments)
    {
        var run = await CommandProcess.RunAsync(_directory.Path, _origin, ["webhooks", .. arguments]);
        run.ExitCode.ShouldBe(exitCode, run.Output + run.Errors);
        return run;
    }

    private static List<JsonElement> Data(CommandProcess listed) => [.. JsonDocument.Parse(listed.Output).RootElement.GetProperty("data").EnumerateArray()];
}
