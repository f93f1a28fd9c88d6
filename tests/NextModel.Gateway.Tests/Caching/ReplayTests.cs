using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Identity;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Caching;

/// <summary>The exact cache as callers see it. The source says something new every time, so a replay is known by what it says.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions { Models = ["canary", "chat-n2"] });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Chat_SameRequestAgain_IsReplayedAtADiscount()
    {
        var fresh = await AskAsync(Body("a"));
        var replay = await AskAsync(Body("a"));
        fresh.Mode.ShouldBe("fresh");
        fresh.CacheStatus.ShouldBe("NextModel; fwd=miss; stored");
        replay.Mode.ShouldBe("exact_cache");
        replay.CacheStatus.ShouldBe("NextModel; hit");
        replay.Content.ShouldBe(fresh.Content);
        replay.Id.ShouldBe(fresh.Id);
        replay.UsageSource.ShouldBe("replayed");
        replay.Cost.ShouldBe(fresh.Cost * 0.1m);
        replay.CachedTokens.ShouldBe(replay.PromptTokens);
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Chat_OtherSpellingOfTheSameValue_IsReplayed()
    {
        var fresh = await AskAsync("{\"model\":\"canary\",\"temperature\":0.70,\"messages\":[{\"role\":\"user\",\"content\":\"caf\\u00e9\"}]}");
        var replay = await AskAsync(" {\"messages\" : [ {\"content\":\"café\",\"role\":\"user\"} ], \"temperature\":7e-1,\"model\":\"canary\"}");
        replay.Content.ShouldBe(fresh.Content);
    }

    [Theory]
    [InlineData("\"user\":\"x\"")]
    [InlineData("\"seed\":1")]
    [InlineData("\"nobody_knows_this\":true")]
    [InlineData("\"metadata\":{\"a\":\"b\"}")]
    public async Task Chat_AnyOtherField_IsAnotherRequest(string field)
    {
        var plain = await AskAsync(Body("a"));
        var other = await AskAsync(Body("a", field));
        other.Mode.ShouldBe("fresh");
        other.Content.ShouldNotBe(plain.Content);
    }

    [Fact]
    public async Task Chat_AskedAsStreamFirst_IsReplayedAsJson()
    {
        var stream = await StreamAsync(Body("a", "\"stream\":true"));
        var json = await AskAsync(Body("a"));
        json.Mode.ShouldBe("exact_cache");
        json.Content.ShouldBe(stream.Content);
        json.Id.ShouldBe(stream.Id);
    }

    [Fact]
    public async Task Chat_AskedAsJsonFirst_IsReplayedAsStream()
    {
        var json = await AskAsync(Body("a"));
        var stream = await StreamAsync(Body("a", "\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        stream.Mode.ShouldBe("exact_cache");
        stream.Content.ShouldBe(json.Content);
        stream.Id.ShouldBe(json.Id);
        stream.UsageChunks.ShouldBe(1);
        stream.Text.ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task Chat_OtherProjectOrOrganization_NeverShares()
    {
        var first = await AskAsync(Body("a"));
        using var neighbour = _gateway.CreateClient(await _gateway.CreateKeyAsync("other"));
        using var stranger = _gateway.CreateClient(await _gateway.CreateKeyAsync("default", "other"));
        using var colleague = _gateway.CreateClient(await _gateway.CreateKeyAsync());
        (await AskAsync(Body("a"), client: neighbour)).Content.ShouldNotBe(first.Content);
        (await AskAsync(Body("a"), client: stranger)).Content.ShouldNotBe(first.Content);
        (await AskAsync(Body("a"), client: colleague)).Content.ShouldBe(first.Content);
    }

    [Theory]
    [InlineData("x-nextmodel-cache", "bypass")]
    [InlineData("cache-control", "no-store")]
    public async Task Chat_Bypass_NeitherReadsNorStores(string name, string value)
    {
        var bypassed = await AskAsync(Body("a"), (name, value));
        bypassed.CacheStatus.ShouldStartWith("NextModel; fwd=bypass; detail=");
        (await AskAsync(Body("a"))).Mode.ShouldBe("fresh");
        (await AskAsync(Body("a"), (name, value))).Mode.ShouldBe("fresh");
    }

    [Theory]
    [InlineData("x-nextmodel-cache", "refresh")]
    [InlineData("cache-control", "no-cache")]
    public async Task Chat_Refresh_ReplacesTheEntry(string name, string value)
    {
        await AskAsync(Body("a"));
        var refreshed = await AskAsync(Body("a"), (name, value));
        refreshed.Mode.ShouldBe("fresh");
        (await AskAsync(Body("a"))).Content.ShouldBe(refreshed.Content);
    }

    [Theory]
    [InlineData("x-nextmodel-cache", "only")]
    [InlineData("cache-control", "only-if-cached")]
    public async Task Chat_OnlyCached_AMissIs504(string name, string value)
    {
        using var miss = await SendAsync(Body("a"), (name, value), null);
        miss.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        miss.Headers.GetValues("x-should-retry").Single().ShouldBe("false");
        _upstream.Requests.ShouldBeEmpty();
        var fresh = await AskAsync(Body("a"));
        (await AskAsync(Body("a"), (name, value))).Content.ShouldBe(fresh.Content);
    }

    [Fact]
    public async Task Chat_TooManyAtOnce_OneUpstreamCallAndAReceiptEach()
    {
        _upstream.Play("canary", Behaviours.Canary().Delayed(TimeSpan.FromMilliseconds(300)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync(Body("burst"))));
        answers.Select(a => a.Content).Distinct().Count().ShouldBe(1);
        answers.Count(a => a.Mode == "fresh").ShouldBe(1);
        answers.Select(a => a.ReceiptUrl).Distinct().Count().ShouldBe(100);
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Chat_Purged_IsAskedAnew()
    {
        var first = await AskAsync(Body("a"));
        var purge = await _gateway.Installation.Operations.PurgeCacheAsync(Administrator.CommandLine, new() { Project = "default" }, CancellationToken.None);
        purge.TryGet(out var purged, out _).ShouldBeTrue();
        purged!.Removed.ShouldBe(1);
        (await AskAsync(Body("a"))).Content.ShouldNotBe(first.Content);
    }

    [Fact]
    public async Task Chat_ProjectSwitchedOff_IsAlwaysFresh()
    {
        var operations = _gateway.Installation.Operations;
        (await operations.SetProjectCacheAsync(Administrator.CommandLine, new() { Project = "default", Mode = "off" }, CancellationToken.None)).TryGet(out _, out _).ShouldBeTrue();
        await AskAsync(Body("a"));
        var second = await AskAsync(Body("a"));
        second.Mode.ShouldBe("fresh");
        second.CacheStatus.ShouldBe("NextModel; fwd=bypass; detail=\"off\"");
    }

    private static string Body(string content, string? more = null) =>
        "{\"model\":\"canary\",\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]" + (more is null ? "" : "," + more) + "}";

    private async Task<HttpResponseMessage> SendAsync(string body, (string Name, string Value)? header, HttpClient? client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (header is { } extra)
        {
            request.Headers.TryAddWithoutValidation(extra.Name, extra.Value);
        }

        return await (client ?? _gateway.Client).SendAsync(request);
    }

    private async Task<Seen> AskAsync(string body, (string Name, string Value)? header = null, HttpClient? client = null)
    {
        using var response = await SendAsync(body, header, client);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        using var json = JsonDocument.Parse(text);
        var usage = json.RootElement.GetProperty("usage");
        return new Seen(response, text)
        {
            Id = json.RootElement.GetProperty("id").GetString()!,
            Content = json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!,
            PromptTokens = usage.GetProperty("prompt_tokens").GetInt64(),
            CachedTokens = usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt64(),
        };
    }

    private async Task<Seen> StreamAsync(string body)
    {
        using var response = await SendAsync(body, null, null);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        var content = new StringBuilder();
        var id = "";
        var usageChunks = 0;
        foreach (var line in text.Split('\n').Where(l => l.StartsWith("data: {", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line[6..]);
            id = json.RootElement.GetProperty("id").GetString()!;
            usageChunks += json.RootElement.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object ? 1 : 0;
            foreach (var choice in json.RootElement.GetProperty("choices").EnumerateArray())
            {
                content.Append(choice.GetProperty("delta").TryGetProperty("content", out var piece) ? piece.GetString() : "");
            }
        }

        return new Seen(response, text) { Id = id, Content = content.ToString(), UsageChunks = usageChunks };
    }

    private sealed record Seen(string Text)
    {
        public Seen(HttpResponseMessage response, string text)
            : this(text)
        {
            Mode = Header(response, "x-nextmodel-serve-mode")!;
            CacheStatus = Header(response, "cache-status")!;
            ReceiptUrl = Header(response, "x-nextmodel-receipt-url")!;
            UsageSource = Header(response, "x-nextmodel-usage-source");
            Cost = Header(response, "x-nextmodel-cost") is { } cost ? decimal.Parse(cost) : null;
        }

        public string Mode { get; } = "";

        public string CacheStatus { get; } = "";

        public string ReceiptUrl { get; } = "";

        public string? UsageSource { get; }

        public decimal? Cost { get; }

        public string Id { get; init; } = "";

        public string Content { get; init; } = "";

        public long PromptTokens { get; init; }

        public long CachedTokens { get; init; }

        public int UsageChunks { get; init; }

        private static string? Header(HttpResponseMessage response, string name) =>
            response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }
}
