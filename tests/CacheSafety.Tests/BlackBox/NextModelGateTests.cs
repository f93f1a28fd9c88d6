using System.Diagnostics;
using System.Net;
using System.Text;
using CacheSafety.BlackBox;
using CacheSafety.Cases;
using CacheSafety.Gating;
using CacheSafety.Reports;
using CacheSafety.Scoring;
using CacheSafety.Tests.Reports;
using NextModel.Gateway.Admin;
using NextModel.Identity;
using NextModel.Providers.Objects;
using NextModel.Testing.Gateway;

namespace CacheSafety.Tests.BlackBox;

/// <summary>
/// Our own gate: the bench against a running NextModel, two organizations and several projects and keys, as JSON and as streams; its clock is
/// put forward for the cases about old entries. What it found is what the site shows.
/// </summary>
public sealed class NextModelGateTests
{
    private static readonly CaseFile Cases = CaseFile.BuiltIn();

    [Theory]
    [InlineData(false, "gateway-json")]
    [InlineData(true, "gateway-streams")]
    public async Task Run_NextModel_NothingBadNothingMissedNoLie(bool asStreams, string published)
    {
        var cases = asStreams ? [.. Cases.Cases.Select(Streamed)] : Cases.Cases;
        await using var upstream = await CanaryUpstream.StartAsync(IPAddress.Loopback, 0, new CanaryLedger(TimeProvider.System), CancellationToken.None);
        var time = new ShiftedTime();
        await using var gateway = await TestGateway.StartAsync(new TestGatewayOptions { MoreConfiguration = Configuration(upstream, cases), Time = time });
        var keys = new Dictionary<string, string>();
        foreach (var scope in cases.SelectMany(one => new[] { one.Old.Scope, one.New.Scope }).Distinct().Where(scope => scope.Upstream == "platform"))
        {
            keys[KeyRing.Names(scope).ElementAt(1)] = await gateway.CreateKeyAsync(scope.Project, scope.Tenant);
        }

        // A request may name its project's own files only: the two that a case names are.
        foreach (var project in gateway.Installation.Directory.Projects.Where(project => project.Name == "acme-prod"))
        {
            foreach (var file in (string[])["file-aa01", "file-aa02"])
            {
                await gateway.Installation.Stores.SourceObjects.AddAsync(
                    new SourceObject(project.OrganizationId, project.Id, SourceObjectKind.File, file, "csb", null, time.GetUtcNow()), CancellationToken.None);
            }
        }

        using var http = new HttpClient(new SocketsHttpHandler());
        var target = new HttpTarget(
            http, new Uri(gateway.BaseUrl), await Adapter.ReadAsync("nextmodel", CancellationToken.None), new KeyRing(KeyRing.HomeOf(cases), null, keys.GetValueOrDefault), TimeProvider.System);
        string? credential = null;
        var prober = new Prober(target, upstream.Ledger, new ProbeOptions { SwitchUpstream = SwitchAsync, AgeTo = time.Aging() }, TimeProvider.System);
        var clock = Stopwatch.StartNew();

        var result = await prober.RunAsync(cases, null, CancellationToken.None);

        result.ShouldNotBeNull(prober.Failure?.Message);
        clock.Stop();
        var card = new Scorecard("observed", result.Outcomes);
        card.Bad.ShouldBeEmpty();
        card.Undetermined.ShouldBe(0, string.Join('\n', card.Outcomes.Where(o => o.Verdict == Verdict.Undetermined)));
        card.MustHits.ShouldBe(new(20, 20));
        card.Capture(Equivalence.Byte).ShouldBe(new(24, 24));
        card.Capture(Equivalence.Json).ShouldBe(new(16, 16));
        (result.HeaderTruth.FalseHit, result.HeaderTruth.SilentHit, result.HeaderTruth.Unlabelled).ShouldBe((0, 0, 0));
        card.TrapFailureBound.ShouldBeLessThanOrEqualTo(0.02);

        // Nothing is left out: other accounts are switched to, and time passes.
        card.Outcomes.Where(o => !o.IsTested).Select(o => $"{o.Case.Id}: {o.Reason}").ShouldBeEmpty();
        credential.ShouldNotBeNull("the case of a caller's own account was run");
        var run = new RunPart(result.Requests, Math.Round(clock.Elapsed.TotalSeconds, 1));
        Report(card, result, run, TimeProvider.System.GetUtcNow()).Gate.Outcome.ShouldBe(Gate.Passed);
        await PublishedReports.HoldAsync(published, measured => Report(card, result, run, measured));

        // The organization brings a key of its own, and takes it out of the routes again.
        async Task SwitchAsync(string account, CancellationToken cancellationToken)
        {
            var credentials = gateway.Installation.Operations.Credentials;
            var isOwn = account != "platform";
            var done = credential is null
                ? await credentials.CreateAsync(
                    Administrator.CommandLine,
                    new CredentialRequest { Organization = "acme", Source = "csb", Name = "lab", Secret = "sk-own-account-of-acme-lab", SaveAnyway = true },
                    cancellationToken)
                : await credentials.ChangeAsync(Administrator.CommandLine, credential, null, new CredentialRequest { Enabled = isOwn }, cancellationToken);
            credential = done.TryGet(out var view, out var refusal) ? view.Id : throw new InvalidOperationException(refusal.Message);
        }
    }

    // Times of a loopback say nothing about anybody's network.
    private static BenchReport Report(Scorecard card, ProbeResult result, RunPart run, DateTimeOffset measured) => ReportBuilder.Build(new ReportInputs
    {
        File = Cases,
        Target = new TargetPart("blackbox-b1", null, "http://127.0.0.1/v1", "nextmodel", "project", "put forward"),
        Subject = card,
        Cards = [card],
        Recommendation = Recommender.OfTarget(card, new GateLimits(), measured),
        MeasuredAt = measured,
        HeaderTruth = result.HeaderTruth,
        Run = run,
    }) with
    { Latency = null };

    // Every model of the cases at the marked upstream.
    private static string Configuration(CanaryUpstream upstream, IEnumerable<Case> cases)
    {
        var yaml = new StringBuilder();
        yaml.AppendLine("sources:").AppendLine("  - id: csb").AppendLine("    dialect: openai-chat").AppendLine($"    base_url: {upstream.BaseUrl}")
            .AppendLine("    api_key: none").AppendLine("    region: local").AppendLine("models:");
        foreach (var model in cases.SelectMany(one => new[] { one.Old, one.New }).Select(Model).Distinct())
        {
            yaml.AppendLine($"  - id: '{model}'").AppendLine("    offers:").AppendLine("      - source: csb").AppendLine($"        upstream_model: '{model}'")
                .AppendLine("        price: { currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 }");
        }

        return yaml.ToString();
    }

    private static string Model(CaseRequest request)
    {
        using var body = System.Text.Json.JsonDocument.Parse(request.Body);
        return body.RootElement.GetProperty("model").GetString()!;
    }

    private static Case Streamed(Case one) => one with { Old = Streamed(one.Old), New = Streamed(one.New) };

    private static CaseRequest Streamed(CaseRequest request)
    {
        var text = Encoding.UTF8.GetString(request.Body.Span);
        using var body = System.Text.Json.JsonDocument.Parse(text);
        if (body.RootElement.TryGetProperty("stream", out _))
        {
            return request;
        }

        var brace = text.IndexOf('{', StringComparison.Ordinal) + 1;
        return new CaseRequest(Encoding.UTF8.GetBytes($"{text[..brace]}\"stream\":true,{text[brace..]}"), request.Scope, request.Headers);
    }
}
