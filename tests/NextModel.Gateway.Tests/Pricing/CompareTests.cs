using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Tests.Limits;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Pricing;

/// <summary>One prompt to several models at once: each is a request of its own, with its receipt, and one that fails stops no other.</summary>
public sealed class CompareTests : IAsyncLifetime
{
    private const string Hello = "\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}";

    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions
        {
            MoreConfiguration = """
                  - id: stalls
                    offers: [{ source: fake, upstream_model: slow-stall, price: { currency: USD, input: 1, output: 1 } }]
                  - id: nobody
                    offers: [{ source: gone, upstream_model: nobody, price: { currency: USD, input: 1, output: 1 } }]
                """,
            SourceLines = "    max_attempts: 1\n  - { id: gone, base_url: \"http://127.0.0.1:9/v1\", api_key: none, max_attempts: 1 }",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Compare_ModelsOfAllEnds_EachHasItsResultAndItsReceipt()
    {
        var events = await CompareAsync($"{{\"models\":[\"echo\",\"sandbox-echo\",\"nobody\",\"missing\"],{Hello}}}");

        var results = Results(events);
        results.Select(one => one.GetProperty("status").GetString()).ShouldBe(["completed", "completed", "failed", "refused"]);
        results.Select(one => one.GetProperty("model").GetString()).ShouldBe(["echo", "sandbox-echo", "nobody", "missing"]);
        foreach (var one in results.Take(2))
        {
            one.GetProperty("first_byte_ms").ValueKind.ShouldBe(JsonValueKind.Number);
            one.GetProperty("usage").GetProperty("completion_tokens").GetInt64().ShouldBeGreaterThan(0);
            var receipt = await ReceiptAsync(one);
            receipt.GetProperty("hash").GetString().ShouldBe(one.GetProperty("receipt_hash").GetString());
            receipt.GetProperty("billing").GetProperty("amount").GetString().ShouldBe(one.GetProperty("cost").GetString());
        }

        (await ReceiptAsync(results[2])).GetProperty("outcome").GetString().ShouldBe("upstream_failed");
        results[2].GetProperty("error").GetProperty("code").GetString().ShouldBe("provider_error");
        results[3].GetProperty("receipt_url").ValueKind.ShouldBe(JsonValueKind.Null);
        results[3].GetProperty("error").GetProperty("code").GetString().ShouldBe("model_not_found");
        events.Where(one => one.Name == "result").Select(one => one.Data.GetProperty("index").GetInt32()).ShouldBe([0, 1, 2, 3], ignoreOrder: true);
        Text(events, 1).ShouldContain("Hello there");
    }

    [Fact]
    public async Task Compare_StreamThatBreaks_IsToldAndTheOthersEnd()
    {
        var results = Results(await CompareAsync($"{{\"models\":[\"echo\",\"err-eof-mid-event\"],{Hello}}}"));

        results[0].GetProperty("status").GetString().ShouldBe("completed");
        results[1].GetProperty("status").GetString().ShouldBe("broke", results[1].ToString());
    }

    [Fact]
    public async Task Compare_Again_IsReplayedAndCostsLess()
    {
        var fresh = Results(await CompareAsync($"{{\"models\":[\"echo\",\"sandbox-echo\"],{Hello}}}"))[0];
        var replay = Results(await CompareAsync($"{{\"models\":[\"echo\",\"sandbox-echo\"],{Hello}}}"))[0];

        fresh.GetProperty("serve_mode").GetString().ShouldBe("fresh");
        replay.GetProperty("serve_mode").GetString().ShouldBe("exact_cache");
        decimal.Parse(replay.GetProperty("cost").GetString()!).ShouldBeLessThan(decimal.Parse(fresh.GetProperty("cost").GetString()!));
    }

    [Fact]
    public async Task Compare_BudgetWithoutRoom_RefusesEachByItself()
    {
        using var admin = AdminClient.Of(_gateway);
        (await admin.PostAsync("/api/admin/v1/budgets", AdminClient.Json(
            "{\"organization\":\"default\",\"scope\":\"organization\",\"limit\":0.000000001,\"window\":\"day\"}"), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Created);

        var results = Results(await CompareAsync($"{{\"models\":[\"echo\",\"canary\"],{Hello}}}"));

        results.Select(one => one.GetProperty("error").GetProperty("code").GetString()).ShouldBe(["budget_exceeded", "budget_exceeded"]);
    }

    [Fact]
    public async Task Compare_CallerLeaves_EndsAllOfThemWithReceipts()
    {
        using var request = Post($"{{\"models\":[\"slow-stall\",\"stalls\"],{Hello}}}");
        using var response = await _gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using (var body = await response.Content.ReadAsStreamAsync(Cancellation))
        {
            _ = await body.ReadAsync(new byte[1], Cancellation);
        }

        response.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var receipts = JsonDocument.Parse(await _gateway.Client.GetStringAsync("/v1/receipts", patience.Token)).RootElement.GetProperty("data");
            if (receipts.GetArrayLength() == 2)
            {
                receipts.EnumerateArray().Select(one => one.GetProperty("outcome").GetString()).ShouldAllBe(outcome => outcome == "caller_left");
                break;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("{\"models\":[\"echo\"]," + Hello + "}", "models")]
    [InlineData("{\"models\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"]," + Hello + "}", "models")]
    [InlineData("{\"models\":[\"echo\",\"echo\"]," + Hello + "}", "models[1]")]
    [InlineData("{\"models\":[\"echo\",7]," + Hello + "}", "models[1]")]
    [InlineData("{\"models\":[\"echo\",\"canary\"]}", "request")]
    [InlineData("{\"models\":[\"echo\",\"canary\"],\"request\":{}}", "request.messages")]
    [InlineData("{\"models\":[\"echo\",\"canary\"],\"request\":{\"model\":\"echo\",\"messages\":[]}}", "request.model")]
    [InlineData("{\"models\":[\"echo\",\"canary\"],\"request\":{\"stream\":true,\"messages\":[]}}", "request.stream")]
    [InlineData("{\"models\":[\"echo\",\"canary\"],\"prompt\":\"x\"," + Hello + "}", "prompt")]
    public async Task Compare_BadBody_IsRefusedBeforeAnybodyIsAsked(string body, string? param)
    {
        using var response = await _gateway.Client.SendAsync(Post(body), Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        JsonDocument.Parse(text).RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(param, text);
        _upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Compare_WithoutAKey_IsRefused()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_gateway.Origin) };
        using var response = await client.SendAsync(Post($"{{\"models\":[\"echo\",\"canary\"],{Hello}}}"), Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static HttpRequestMessage Post(string body) => new(HttpMethod.Post, "/api/compare") { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static List<JsonElement> Results(IEnumerable<(string Name, JsonElement Data)> events) =>
        [.. events.Last(one => one.Name == "comparison").Data.GetProperty("results").EnumerateArray()];

    private static string Text(IEnumerable<(string Name, JsonElement Data)> events, int index) => string.Concat(
        from one in events
        where one.Name == "chunk" && one.Data.GetProperty("index").GetInt32() == index
        from choice in one.Data.GetProperty("chunk").GetProperty("choices").EnumerateArray()
        where choice.GetProperty("delta").TryGetProperty("content", out _)
        select choice.GetProperty("delta").GetProperty("content").GetString());

    private async Task<List<(string Name, JsonElement Data)>> CompareAsync(string body)
    {
        using var response = await _gateway.Client.SendAsync(Post(body), Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Cancellation));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var events = new List<(string, JsonElement)>();
        await foreach (var one in SseParser.Create(await response.Content.ReadAsStreamAsync(Cancellation)).EnumerateAsync(Cancellation))
        {
            events.Add((one.EventType, JsonDocument.Parse(one.Data).RootElement));
        }

        return events;
    }

    private async Task<JsonElement> ReceiptAsync(JsonElement result) => JsonDocument.Parse(
        await _gateway.Client.GetStringAsync(new Uri(result.GetProperty("receipt_url").GetString()!).PathAndQuery, Cancellation)).RootElement;
}
