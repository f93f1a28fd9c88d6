using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using NextModel.Gateway.Tests.Architecture;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Monitoring;

[Collection(MetersOfTheProcess.Name)]
public sealed partial class MetricsEndpointTests
{
    private const string Key = "admin-key-of-this-installation";

    [Theory]
    [InlineData("admin", null, HttpStatusCode.Unauthorized)]
    [InlineData("admin", "nm_sk_no", HttpStatusCode.Unauthorized)]
    [InlineData("admin", Key, HttpStatusCode.OK)]
    [InlineData("open", null, HttpStatusCode.OK)]
    [InlineData("off", Key, HttpStatusCode.NotFound)]
    public async Task Get_WhoMayRead_IsAsConfigured(string who, string? bearer, HttpStatusCode expected)
    {
        await using var gateway = await StartAsync(null, who);
        using var client = new HttpClient { BaseAddress = new Uri(gateway.Origin) };
        client.DefaultRequestHeaders.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);

        using var answer = await client.GetAsync("/metrics");

        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Get_AfterFreshReplayedAndRefused_CountsEachOnce()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream, "open", "metered-here", "failing-here");
        upstream.Play("failing-here", Behaviours.Always(ScriptedResponse.Json("""{"error":{"message":"no"}}""", 500)));
        const string ask = """{"model":"metered-here","messages":[{"role":"user","content":"Hello"}]}""";
        upstream.Play("metered-here", Behaviours.Always(ScriptedResponse.Json("""
            {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}
            """)));
        (await gateway.ChatAsync(ask)).EnsureSuccessStatusCode();
        (await gateway.ChatAsync(ask)).EnsureSuccessStatusCode();
        (await gateway.ChatAsync("""{"model":"failing-here","messages":[{"role":"user","content":"Hello"}]}""")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var before = await ReadAsync(gateway);
        (await gateway.ChatAsync("""{"model":"unheard-of","messages":[{"role":"user","content":"Hello"}]}""")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var after = await ReadAsync(gateway);

        after.Value("gen_ai_server_request_duration_seconds_count", "metered-here", "fresh").ShouldBe(1);
        after.Value("gen_ai_server_request_duration_seconds_count", "metered-here", "exact_cache").ShouldBe(1);
        after.Value("gen_ai_server_request_duration_seconds_count", "failing-here", "error_type=\"http_500\"").ShouldBe(1);
        after.Value("gen_ai_client_operation_duration_seconds_count", "failing-here", "http_500").ShouldBe(2);
        after.Value("gen_ai_client_token_usage_sum", "metered-here", "\"input\"").ShouldBe(11);
        after.Value("gen_ai_client_token_usage_sum", "metered-here", "\"output\"").ShouldBe(3);
        after.Value("nextmodel_cost_total", "metered-here", "fresh").ShouldBe(11 * 0.15e-6 + 3 * 0.60e-6, 1e-12);
        after.Value("nextmodel_target_available", "metered-here").ShouldBe(1);
        before.Find("nextmodel_requests_refused_total", "model_not_found").ShouldBeNull();
        after.Value("nextmodel_requests_refused_total", "model_not_found").ShouldBe(1);
    }

    [Fact]
    public async Task Get_EveryLine_IsInPrometheusFormat()
    {
        await using var gateway = await StartAsync(null, "open");
        (await gateway.ChatAsync("""{"model":"sandbox-echo","messages":[{"role":"user","content":"Hello"}]}""")).EnsureSuccessStatusCode();

        var text = (await ReadAsync(gateway)).Text;

        var typed = new HashSet<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Comment().Match(line) is { Success: true } comment)
            {
                if (comment.Groups[1].Value == "TYPE")
                {
                    typed.Add(comment.Groups[2].Value).ShouldBeTrue($"{line}: a family stands once");
                }

                continue;
            }

            var sample = Sample().Match(line);
            sample.Success.ShouldBeTrue(line);
            (typed.Contains(sample.Groups[1].Value) || typed.Contains(Family().Replace(sample.Groups[1].Value, ""))).ShouldBeTrue(line);
        }

        text.ShouldContain("# TYPE dotnet_gc_pause_time_seconds_total counter");
    }

    [Fact]
    public async Task Get_Histogram_IsCumulativeUpToItsCount()
    {
        await using var gateway = await StartAsync(null, "open");
        (await gateway.ChatAsync("""{"model":"sandbox-echo","messages":[{"role":"user","content":"Hello"}]}""")).EnsureSuccessStatusCode();

        var lines = (await ReadAsync(gateway)).Text.Split('\n');

        var buckets = lines.Where(line => line.StartsWith("nextmodel_ledger_wait_duration_seconds_bucket", StringComparison.Ordinal)).Select(NumberOf).ToArray();
        buckets.ShouldBe(buckets.Order());
        lines.ShouldContain(line => line.StartsWith("nextmodel_ledger_wait_duration_seconds_bucket{le=\"+Inf\"}", StringComparison.Ordinal));
        buckets[^1].ShouldBe(NumberOf(lines.Single(line => line.StartsWith("nextmodel_ledger_wait_duration_seconds_count", StringComparison.Ordinal))));
    }

    // A dashboard or an alert that asks for what nobody tells is silent for ever.
    [Theory]
    [InlineData("deploy/grafana/nextmodel.json")]
    [InlineData("deploy/prometheus/nextmodel-alerts.yaml")]
    public async Task Deploy_EveryMetricAskedFor_IsTold(string file)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream, "open", "asked");
        upstream.Play("asked", Behaviours.Always(ScriptedResponse.Json("{}", 500)));
        (await gateway.ChatAsync("""{"model":"asked","messages":[{"role":"user","content":"Hello"}]}""")).Dispose();
        (await gateway.ChatAsync("""{"model":"sandbox-echo","messages":[{"role":"user","content":"Hello"}]}""")).Dispose();
        (await gateway.ChatAsync("""{"model":"unheard-of","messages":[{"role":"user","content":"Hello"}]}""")).Dispose();
        var told = (await ReadAsync(gateway)).Text;

        var asked = Asked().Matches(RepositoryTree.Read(file)).Select(match => match.Value).Distinct().ToArray();

        asked.Length.ShouldBeGreaterThan(4);
        asked.Where(name => !told.Contains($"\n{name}{{", StringComparison.Ordinal) && !told.Contains($"\n{name} ", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static Task<TestGateway> StartAsync(FakeUpstream? upstream, string who, params string[] models) => TestGateway.StartAsync(new TestGatewayOptions
    {
        Upstream = upstream,
        Models = models,
        Environment = new Dictionary<string, string> { ["NEXTMODEL_METRICS"] = who, ["NEXTMODEL_ADMIN_KEY"] = Key },
    });

    private static async Task<Reading> ReadAsync(TestGateway gateway)
    {
        using var answer = await gateway.Client.GetAsync("/metrics");
        answer.EnsureSuccessStatusCode().Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        return new Reading(await answer.Content.ReadAsStringAsync());
    }

    private static double NumberOf(string line) => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);

    [GeneratedRegex("^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) .+$")]
    private static partial Regex Comment();

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*")*\})? (\+Inf|NaN|-?[0-9.]+(?:E[-+][0-9]+)?)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("(_bucket|_sum|_count)$")]
    private static partial Regex Family();

    [GeneratedRegex("""(?<![.\w])(?:gen_ai|nextmodel|kestrel|dotnet)_[a-z_]+(?=[{\[ ])""")]
    private static partial Regex Asked();

    private sealed record Reading(string Text)
    {
        public double Value(string name, params string[] parts) => Find(name, parts) ?? throw new InvalidOperationException($"There is no {name} of {string.Join(", ", parts)} in\n{Text}");

        public double? Find(string name, params string[] parts) => Text.Split('\n')
            .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && parts.All(part => line.Contains(part, StringComparison.Ordinal)))
            .Select(line => (double?)NumberOf(line))
            .SingleOrDefault();
    }
}
