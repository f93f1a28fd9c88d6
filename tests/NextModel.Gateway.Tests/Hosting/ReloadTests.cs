using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Limits;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Hosting;

/// <summary>The configuration file, read again while the server runs: a good one counts at once, a bad one never takes its place.</summary>
public sealed class ReloadTests
{
    private const string Reload = "/api/admin/v1/configuration/reload";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reload_AnotherPriceAndModel_CountForTheNextRequest()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var options = new TestGatewayOptions { Models = ["echo"], Upstream = upstream };
        await using var gateway = await TestGateway.StartAsync(options);
        using var admin = AdminClient.Of(gateway);
        await WriteAsync(gateway, options with { Models = ["echo", "canary"], Price = "{ currency: USD, input: 9, output: 9, version: second }" });

        using (var before = await gateway.ChatAsync("""{"model":"canary","messages":[{"role":"user","content":"Hi"}]}"""))
        {
            before.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        using var reloaded = await admin.PostAsync(Reload, null, Cancellation);
        var state = JsonDocument.Parse(await reloaded.Content.ReadAsStringAsync(Cancellation)).RootElement;
        reloaded.StatusCode.ShouldBe(HttpStatusCode.OK, state.ToString());
        state.GetProperty("state").GetString().ShouldBe("current");
        state.GetProperty("digest").GetString()!.ShouldStartWith("sha256:");

        using var after = await gateway.ChatAsync("""{"model":"canary","messages":[{"role":"user","content":"Hi"}]}""");
        after.StatusCode.ShouldBe(HttpStatusCode.OK);
        var receipt = await gateway.Client.GetStringAsync(new Uri(after.Headers.GetValues("x-nextmodel-receipt-url").Single()).PathAndQuery, Cancellation);
        JsonDocument.Parse(receipt).RootElement.GetProperty("billing").GetProperty("price").GetProperty("version").GetString().ShouldBe("second");
    }

    [Fact]
    public async Task Reload_FileWithProblems_KeepsWhatIsInForceAndTellsAllOfThem()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var options = new TestGatewayOptions { Models = ["echo"], Upstream = upstream };
        await using var gateway = await TestGateway.StartAsync(options);
        using var admin = AdminClient.Of(gateway);
        await WriteAsync(gateway, options with { MoreConfiguration = "billing: { exact_cache_discount: 2, currency: XAU }\nbliling: {}" });

        using var refused = await admin.PostAsync(Reload, null, Cancellation);

        var message = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("error").GetProperty("message").GetString()!;
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        message.ShouldContain("exact_cache_discount");
        message.ShouldContain("bliling");
        (await gateway.Client.GetStringAsync("/health/ready", Cancellation)).ShouldContain("\"configuration\":\"refused\"");
        var state = JsonDocument.Parse(await admin.GetStringAsync("/api/admin/v1/configuration", Cancellation)).RootElement;
        state.GetProperty("problems").GetArrayLength().ShouldBeGreaterThan(1);
        using var served = await gateway.ChatAsync("""{"model":"echo","messages":[{"role":"user","content":"Hi"}]}""");
        served.StatusCode.ShouldBe(HttpStatusCode.OK);

        await WriteAsync(gateway, options);
        (await admin.PostAsync(Reload, null, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.Client.GetStringAsync("/health/ready", Cancellation)).ShouldContain("\"configuration\":\"current\"");
    }

    [Fact]
    public async Task Reload_FileThatIsGone_KeepsWhatIsInForce()
    {
        await using var gateway = await TestGateway.StartAsync(new TestGatewayOptions());
        using var admin = AdminClient.Of(gateway);
        File.Delete(gateway.Installation.Installation.ConfigurationFile!);

        using var refused = await admin.PostAsync(Reload, null, Cancellation);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Reload_SourceThatStays_KeepsItsConnectionsAndItsHealth()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions
        {
            Models = ["echo"],
            SourceLines = "    quirks: { drop_members: [seed], max_tokens_name: max_tokens }",
        });
        var before = gateway.Installation.Snapshots.Current;

        gateway.Installation.Configuration.Reload().RefusedAt.ShouldBeNull();

        var after = gateway.Installation.Snapshots.Current;
        after.ShouldNotBeSameAs(before);
        after.Sources["fake"].ShouldBeSameAs(before.Sources["fake"]);
        after.Models["echo"].Offers[0].Source.ShouldBeSameAs(before.Sources["fake"]);
    }

    [Fact]
    public async Task HangUp_OfTheProcess_ReadsTheFileAgain()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("nextmodel.yaml"), "", Cancellation);
        await using var gateway = await GatewayProcess.StartAsync(directory.Path);
        await File.WriteAllTextAsync(directory.File("nextmodel.yaml"), "nonsense: true", Cancellation);

        await gateway.HangUpAsync();

        // Nothing else tells from outside that a signal was taken.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await gateway.Client.GetStringAsync("/health/ready", patience.Token)).Contains("refused", StringComparison.Ordinal))
        {
            await Task.Delay(20, patience.Token);
        }

        (await gateway.TerminateAsync()).ShouldBe(0);
        (await gateway.OutputAsync()).ShouldContain("nonsense");
    }

    private static Task WriteAsync(TestGateway gateway, TestGatewayOptions options) =>
        File.WriteAllTextAsync(gateway.Installation.Installation.ConfigurationFile!, options.Configuration(), Cancellation);
}
