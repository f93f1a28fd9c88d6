using System.Net;
using System.Text;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Identity;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Idempotency;

/// <summary>A request that is repeated with its idempotency key is one request: one call, one receipt, one charge, the same bytes.</summary>
public sealed class RepeatTests : IAsyncLifetime
{
    private const string Key = "order-4711";

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_Repeated_IsTheSameBytesAndChargedOnce(bool stream)
    {
        await BudgetAsync(1m);
        var first = await SendAsync(Ask(stream));
        var second = await SendAsync(Ask(stream));
        var third = await SendAsync(Ask(stream).Replace("\"Hello\"", "\"\\u0048ello\"", StringComparison.Ordinal));

        first.Status.ShouldBe(HttpStatusCode.OK);
        first.IsRepeat.ShouldBeFalse();
        first.Head.ShouldContain("x-nextmodel-receipt-url");
        if (stream)
        {
            first.Body.ShouldContain(": nextmodel {\"receipt_hash\"");
            first.Body.ShouldEndWith("data: [DONE]\n\n");
        }

        second.ShouldRepeat(first);
        third.ShouldRepeat(first);
        _upstream.Requests.Count.ShouldBe(1);
        (await ReceiptsAsync()).ShouldBe([first.RequestId]);
        var charged = (await SeenReceipt.OfAsync(_gateway.Client, first.RequestId)).Amount;
        charged.ShouldBeGreaterThan(0);
        var budget = _gateway.Installation.Budgets.States().Single();
        (budget.SettledNano, budget.ReservedNano, budget.UnknownNano).ShouldBe(((long)(charged * 1_000_000_000m), 0, 0));
    }

    [Fact]
    public async Task Embeddings_Repeated_AreTheSameBytesOnTheirOwnRouteOnly()
    {
        const string Input = """{"model":"canary","input":"Hello"}""";
        var first = await SendAsync(Input, "/v1/embeddings");
        (await SendAsync(Input, "/openai/v1/embeddings")).ShouldRepeat(first);
        var chat = await SendAsync(Ask());

        chat.IsRepeat.ShouldBeFalse();
        chat.Status.ShouldBe(HttpStatusCode.OK);
        _upstream.Requests.Count.ShouldBe(2);
    }

    // Without keys the exact cache answers; a repeat must not become a replay, which is charged.
    [Fact]
    public async Task Chat_FirstOneWasAReplay_IsRepeatedAsThatReplay()
    {
        await _gateway.ChatAsync(Ask());
        var replay = await SendAsync(Ask());
        var repeat = await SendAsync(Ask());

        replay.Head.ShouldContain("x-nextmodel-serve-mode: exact_cache");
        repeat.ShouldRepeat(replay);
        (await ReceiptsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Chat_WithoutAKeyAfterOneWithIt_IsARequestOfItsOwn()
    {
        var keyed = await SendAsync(Ask());
        using var plain = await _gateway.ChatAsync(Ask());

        plain.Headers.GetValues("x-nextmodel-serve-mode").Single().ShouldBe("exact_cache");
        plain.Headers.GetValues("x-request-id").Single().ShouldNotBe(keyed.RequestId);
    }

    [Theory]
    [InlineData("""{"model":"canary","stream":false,"messages":[{"role":"user","content":"Hello "}]}""")]
    [InlineData("""{"model":"canary","stream":true,"messages":[{"role":"user","content":"Hello"}]}""")]
    [InlineData("""{"model":"canary","messages":[{"role":"user","content":"Hello"}],"user":"somebody else"}""")]
    public async Task Chat_SameKeyForAnotherBody_Is409AndCallsNobody(string other)
    {
        var first = await SendAsync(Ask());
        var conflict = await SendAsync(other);

        conflict.Status.ShouldBe(HttpStatusCode.Conflict);
        conflict.Code.ShouldBe("idempotency_conflict");
        conflict.Head.ShouldContain("x-should-retry: false");
        conflict.Head.ShouldNotContain("receipt");
        (await SendAsync(Ask())).ShouldRepeat(first);
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Chat_SameKeyForAnotherStreamOption_Is409()
    {
        await SendAsync(Ask(stream: true));
        var options = Ask(stream: true).Replace("\"messages\"", "\"stream_options\":{\"include_usage\":true},\"messages\"", StringComparison.Ordinal);
        (await SendAsync(options)).Code.ShouldBe("idempotency_conflict");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_AfterARestart_IsTheSameBytesForAnyKeyOfTheProject(bool stream)
    {
        var first = await SendAsync(Ask(stream));
        var before = _gateway.ApiKey;
        await _gateway.DisposeAsync();
        await StartAsync();

        _gateway.ApiKey.ShouldNotBe(before);
        (await SendAsync(Ask(stream))).ShouldRepeat(first);
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("other", "default")]
    [InlineData("default", "other")]
    public async Task Chat_SameKeyInAnotherTenant_NeverMeets(string project, string organization)
    {
        using var elsewhere = _gateway.CreateClient(await _gateway.CreateKeyAsync(project, organization));
        var here = await SendAsync(Ask());
        var there = await KeyedReply.SendAsync(elsewhere, Key, Ask());

        there.IsRepeat.ShouldBeFalse();
        there.Body.ShouldNotBe(here.Body);
        (await KeyedReply.SendAsync(elsewhere, Key, Ask())).ShouldRepeat(there);
        (await SendAsync(Ask())).ShouldRepeat(here);
        _upstream.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Chat_After24Hours_IsANewRequest()
    {
        var first = await SendAsync(Ask(), cached: false);
        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        (await SendAsync(Ask(), cached: false)).ShouldRepeat(first);
        _time.Advance(TimeSpan.FromSeconds(1));
        var late = await SendAsync(Ask(), cached: false);

        late.IsRepeat.ShouldBeFalse();
        late.Body.ShouldNotBe(first.Body);
        (await SendAsync(Ask(), cached: false)).ShouldRepeat(late);
    }

    [Fact]
    public async Task Chat_Repeated_TakesOneRequestOfTheLimitAndNoTokens()
    {
        var key = _gateway.Installation.Directory.Callers.Single(c => _gateway.ApiKey.StartsWith(c.Key.Prefix, StringComparison.Ordinal)).Key.Id;
        await _gateway.Installation.Operations.RateLimits.SetAsync(Administrator.CommandLine, key, null, new RateLimitsBody(3, 1_000, null), CancellationToken.None);
        var first = await SendAsync(Ask());
        var second = await SendAsync(Ask());

        second.IsRepeat.ShouldBeTrue();
        second.Body.ShouldBe(first.Body);
        second.Head.ShouldContain("x-ratelimit-remaining-requests: 1");
        var third = await SendAsync(Ask());
        third.Head.ShouldContain("x-ratelimit-remaining-requests: 0");
        third.Head.ShouldContain(second.Head.Split('\n').Single(line => line.StartsWith("x-ratelimit-remaining-tokens", StringComparison.Ordinal)));
        (await SendAsync(Ask())).Code.ShouldBe("rate_limit_exceeded");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_AfterAPurge_Is409AndNotAskedAgain(bool byReceipt)
    {
        var first = await SendAsync(Ask());
        using var client = new HttpClient { BaseAddress = new Uri(_gateway.Origin) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", _gateway.Installation.Secrets.AdminKey);
        var receipt = byReceipt ? $",\"receipt\":\"rcpt_{first.RequestId[4..]}\"" : "";
        using var purged = await client.PostAsync("/api/admin/v1/cache/purge", new StringContent($"{{\"project\":\"default\"{receipt}}}", null, "application/json"));

        // The entry of the exact cache, and the kept answer.
        (await purged.Content.ReadAsStringAsync()).ShouldBe("{\"removed\":2}");
        var repeat = await SendAsync(Ask());
        repeat.Code.ShouldBe("idempotency_no_answer");
        repeat.Message!.ShouldContain($"rcpt_{first.RequestId[4..]}");
        repeat.Message!.ShouldContain("purged");
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("cl\u00E9")]
    [InlineData("256")]
    public async Task Chat_KeyThatIsNone_Is400AndNamesTheHeader(string key)
    {
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(_gateway.Origin) };
        client.DefaultRequestHeaders.Authorization = _gateway.Client.DefaultRequestHeaders.Authorization;
        var reply = await KeyedReply.SendAsync(client, key == "256" ? new string('k', 256) : key, Ask());

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Code.ShouldBe("invalid_request");
        reply.Message!.ShouldContain("1 to 255");
        reply.Body.ShouldContain("\"param\":\"idempotency-key\"");
        _upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Chat_TwoKeys_Is400()
    {
        using var request = KeyedReply.Request(Key, Ask());
        request.Headers.TryAddWithoutValidation("idempotency-key", "another");
        using var response = await _gateway.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Chat_LongestKey_IsTaken()
    {
        var key = new string('~', 255);
        var first = await KeyedReply.SendAsync(_gateway.Client, key, Ask());
        (await KeyedReply.SendAsync(_gateway.Client, key, Ask())).ShouldRepeat(first);
    }

    private static string Ask(bool stream = false) =>
        $"{{\"model\":\"canary\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"Hello\"}}]}}";

    private async Task<KeyedReply> SendAsync(string body, string path = "/v1/chat/completions", bool cached = true)
    {
        using var request = KeyedReply.Request(Key, body, path);
        if (!cached)
        {
            request.Headers.Add("x-nextmodel-cache", "bypass");
        }

        using var response = await _gateway.Client.SendAsync(request);
        return await KeyedReply.ReadAsync(response);
    }

    private async Task<List<string>> ReceiptsAsync()
    {
        using var list = System.Text.Json.JsonDocument.Parse(await _gateway.Client.GetStringAsync("/v1/receipts"));
        return [.. list.RootElement.GetProperty("data").EnumerateArray().Select(r => r.GetProperty("request_id").GetString()!)];
    }

    private async Task BudgetAsync(decimal limit)
    {
        var made = await _gateway.Installation.Operations.Budgets.CreateAsync(
            Administrator.CommandLine, new BudgetRequest { Scope = "project", ScopeId = "default", Limit = limit, Window = "day", TimeZone = "UTC" }, default);
        made.TryGet(out _, out var refusal).ShouldBeTrue(refusal?.Message);
    }

    private async Task StartAsync() => _gateway = await TestGateway.StartAsync(
        _upstream, new TestGatewayOptions { Models = ["canary"], Directory = _directory, Time = _time });
}
