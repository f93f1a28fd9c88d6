using System.Diagnostics.Metrics;
using NextModel.Gateway.Tests.Monitoring;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Privacy;

/// <summary>Whatever a request goes through, neither secrets nor what was said stay behind in clear.</summary>
public sealed class SecretsSweepTests
{
    private const string UpstreamKey = "sk-canaryupstream0123456789abcdef";
    private const string OwnKey = "sk-canaryown0123456789abcdefgh4715";
    private const string NextKey = "sk-canarynext0123456789abcdefgh4716";
    private const string WebhookSecret = "whsec_canary4714overthebridge0123456789";
    private const string Prompt = "promptcanary 4711 lanterns over Oslo";
    private const string Answer = "answercanary 4712 the river takes them";

    [Fact]
    public async Task Process_AfterEveryPath_HasLeftNothingInFilesOutputErrorsOrReceipts()
    {
        using var directory = new TemporaryDirectory();
        await using var upstream = await FakeUpstream.StartAsync();
        EveryPath.Prepare(upstream, Prompt, Answer, UpstreamKey, OwnKey, NextKey);
        var options = new TestGatewayOptions { Upstream = upstream, Models = EveryPath.Models, SourceLines = EveryPath.SourceLines };
        await File.WriteAllTextAsync(directory.File("nextmodel.yaml"), Configuration(options));
        await using var collector = await TelemetryCollector.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, ["env", "NEXTMODEL_SLOW_REQUEST=1ms", .. collector.Variables]);
        var adminKey = (await File.ReadAllTextAsync(directory.File("data/secrets/admin.key"))).Trim();
        var walk = new EveryPath(gateway.Client, Prompt);
        await walk.WalkAsync();
        var made = await walk.AdministerAsync(adminKey);
        var told = await walk.BringAsync(adminKey, OwnKey, NextKey);
        await walk.WalkAsync();
        var canaries = new Canaries(new Dictionary<string, string>
        {
            ["prompt"] = Prompt,
            ["answer"] = Answer,
            ["idempotency key"] = EveryPath.IdempotencyKey,
            ["upstream key"] = UpstreamKey,
            ["own credential"] = OwnKey,
            ["rotated credential"] = NextKey,
            ["webhook secret"] = WebhookSecret,
            ["API key"] = GatewayProcess.Key,
            ["another API key"] = made,
            ["admin key"] = adminKey,
        });
        walk.Requests.Count.ShouldBeGreaterThan(20);
        walk.Errors.Count.ShouldBeGreaterThan(15);
        walk.Errors.SelectMany(canaries.In).ShouldBeEmpty();
        told.ShouldContain("\"secret_last_four\":\"4716\"");
        canaries.In(told).ShouldBeEmpty();
        upstream.Requests.ShouldContain(r => r.Method == "POST" && r.Header("authorization") == $"Bearer {NextKey}");
        var receipts = await walk.ReceiptsAsync();
        receipts.ShouldContain("\"basis\":\"byok\"");
        receipts.ShouldContain("exact_cache");
        receipts.ShouldContain("upstream_broke");
        receipts.ShouldContain("audio.transcriptions");
        canaries.In(receipts).ShouldBeEmpty();
        var whileRunning = canaries.InFiles(directory.File("data"));
        (await gateway.TerminateAsync()).ShouldBe(0);
        collector.Text("traces").ShouldContain("POST /v1/chat/completions");
        collector.Text("logs").ShouldContain("Slow request");
        collector.Everything.SelectMany(sent => canaries.In(sent)).ShouldBeEmpty();
        whileRunning.ShouldBe(["secrets/admin.key: admin key"]);
        canaries.InFiles(directory.File("data")).ShouldBe(["secrets/admin.key: admin key"]);
        canaries.In(await gateway.OutputAsync()).ShouldBe(["admin key"]);
    }

    [Fact]
    public async Task Metrics_OfEveryPath_NameNoSecretAndNothingSaid()
    {
        var told = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) => l.EnableMeasurementEvents(instrument);
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(told, instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(told, instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(told, instrument, tags));
        listener.Start();
        await using var upstream = await FakeUpstream.StartAsync();
        EveryPath.Prepare(upstream, Prompt, Answer, "upstream-secret-key");
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Models = EveryPath.Models, SourceLines = EveryPath.SourceLines });
        await new EveryPath(gateway.Client, Prompt).WalkAsync();
        listener.RecordObservableInstruments();
        var canaries = new Canaries(new Dictionary<string, string>
        {
            ["prompt"] = Prompt,
            ["answer"] = Answer,
            ["idempotency key"] = EveryPath.IdempotencyKey,
            ["upstream key"] = "upstream-secret-key",
            ["API key"] = gateway.ApiKey,
        });
        lock (told)
        {
            told.ShouldNotBeEmpty();
            told.SelectMany(canaries.In).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Canaries_InAnyForm_AreFound()
    {
        var canaries = new Canaries(new Dictionary<string, string> { ["it"] = "canary" });
        canaries.In("a canary sings").ShouldBe(["it"]);
        canaries.In(System.Text.Encoding.Unicode.GetBytes("a canary sings")).ShouldBe(["it"]);
        canaries.In(Convert.ToHexString("canary"u8)).ShouldBe(["it"]);
        canaries.In("a sparrow sings").ShouldBeEmpty();
    }

    private static string Configuration(TestGatewayOptions options) =>
        options.Configuration().Replace("upstream-secret-key", UpstreamKey, StringComparison.Ordinal)
        + $"\npayments:\n  stripe: {{ webhook_secret: {WebhookSecret} }}\n";

    private static void Note(List<string> told, Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var line = instrument.Meter.Name + instrument.Name;
        foreach (var (name, value) in tags)
        {
            line += $" {name}={value}";
        }

        lock (told)
        {
            told.Add(line);
        }
    }
}
