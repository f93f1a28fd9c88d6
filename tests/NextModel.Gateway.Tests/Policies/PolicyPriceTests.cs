using System.Text.Json;
using NextModel.Gateway.Tests.Limits;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using static NextModel.Gateway.Tests.Policies.PolicyGateway;

namespace NextModel.Gateway.Tests.Policies;

/// <summary>Prices by time and length: what a policy chooses by, what explain and simulate say, and what is charged are the same figures.</summary>
public sealed class PolicyPriceTests : IAsyncLifetime
{
    private const string Thrift = "policy: 1\nrules: [{ name: thrift, route: { strategy: cheapest, targets: [steady, nightly] } }]";

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            Time = _time,
            MoreConfiguration = $$"""
                sources:
                  - { id: fake, base_url: "{{_upstream.BaseUrl}}", api_key: none, max_attempts: 1 }
                models:
                  - id: steady
                    offers: [{ source: fake, upstream_model: echo, price: { currency: USD, input: 2, output: 2 } }]
                  - id: nightly
                    offers:
                      - source: fake
                        upstream_model: echo
                        price:
                          { currency: USD, input: 8, output: 8, windows: [{ name: night, utc: ["00:00-06:00"], input: 1, output: 1, tiers: [{ input_above: 200, input: 9, output: 9 }] }] }
                """,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Cheapest_OverAWindowAndATier_GoesWhereItIsCheapestThenAndExplainSaysSo()
    {
        await AttachAsync(_gateway, Thrift);
        var (small, large) = (Ask("steady"), Ask("steady", content: string.Concat(Enumerable.Repeat("word ", 400))));

        (await FirstAsync(small), await ModelAsync(small)).ShouldBe(("steady 2", "steady"));
        _time.Advance(TimeSpan.FromHours(14));
        (await FirstAsync(small), await ModelAsync(small)).ShouldBe(("nightly 1", "nightly"));
        (await FirstAsync(large), await ModelAsync(large)).ShouldBe(("steady 2", "steady"));
    }

    [Fact]
    public async Task Simulate_RequestsOfDayAndNight_AreReckonedAtTheFiguresOfTheirTime()
    {
        var amounts = new List<decimal> { await AmountAsync(Ask("steady")) };
        _time.Advance(TimeSpan.FromHours(14));
        amounts.Add(await AmountAsync(Ask("steady")));
        _time.Advance(TimeSpan.FromHours(8));
        using var admin = AdminClient.Of(_gateway);
        var body = JsonSerializer.Serialize(new { draft = new { scope = "project", scope_id = "default", document = Thrift }, days = 2 });

        using var response = await admin.PostAsync("/api/admin/v1/policies/simulate", AdminClient.Json(body));

        var told = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Amount(told.GetProperty("before")).ShouldBe(amounts.Sum());
        told.GetProperty("moved").GetInt64().ShouldBe(1, "the one of the night");
        Amount(told.GetProperty("after")).ShouldBe(amounts[0] + (amounts[1] / 2));
    }

    private async Task<string> FirstAsync(string request)
    {
        using var admin = AdminClient.Of(_gateway);
        var key = _gateway.Installation.Directory.Callers.Single().Key.Id;
        using var response = await admin.PostAsync("/api/admin/v1/policies/explain", AdminClient.Json($"{{\"key\":\"{key}\",\"request\":{request}}}"));
        var target = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("targets")[0];
        var cost = target.GetProperty("cost");
        var tokens = cost.GetProperty("input_tokens").GetInt64() + cost.GetProperty("output_tokens").GetInt64();
        return $"{target.GetProperty("model").GetString()} {Amount(cost, "fresh") * 1_000_000m / tokens:0.###}";
    }

    private async Task<string> ModelAsync(string request)
    {
        using var response = await _gateway.ChatAsync(request);
        return response.Headers.GetValues("x-nextmodel-model").Single();
    }

    private async Task<decimal> AmountAsync(string request)
    {
        using var response = await _gateway.ChatAsync(request.Replace("hello", $"hello {_time.GetUtcNow():O}", StringComparison.Ordinal));
        var receipt = (await SeenReceipt.OfAsync(_gateway.Client, response.Headers.GetValues("x-request-id").Single())).Root;
        return Amount(receipt.GetProperty("billing"));
    }

    private static decimal Amount(JsonElement of, string member = "amount") =>
        decimal.Parse(of.GetProperty(member).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
