using System.Text.Json;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Pricing;

/// <summary>From configuration to receipt: which figures a request fell under, and what a leaving model says.</summary>
public sealed class PriceRulesReceiptTests
{
    [Fact]
    public async Task Receipt_PriceWithRules_NamesTheFiguresThatApplied()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions
        {
            Models = ["echo"],
            Price = "{ currency: USD, input: 1, output: 2, tiers: [{ input_above: 1, input: 3, output: 4 }], service_tiers: { flex: 0.5 } }",
        });

        var usual = await ReceiptAsync(gateway, """{"model":"echo","messages":[{"role":"user","content":"Hello"}]}""");
        var flex = await ReceiptAsync(gateway, """{"model":"echo","service_tier":"flex","messages":[{"role":"user","content":"Hello"}]}""");

        Price(usual, "input").ShouldBe("3");
        usual.GetProperty("input_above").GetInt64().ShouldBe(1);
        usual.TryGetProperty("service_tier", out _).ShouldBeFalse();
        Price(flex, "input").ShouldBe("1.5");
        Price(flex, "service_tier").ShouldBe("flex");
    }

    [Fact]
    public async Task Answer_OfAModelThatIsLeaving_SaysSo()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions
        {
            Models = ["echo"],
            MoreConfiguration = """
                  - id: gpt-5-mini
                    offers: [{ source: fake, upstream_model: echo }]
                """,
        });

        using var stays = await gateway.ChatAsync("""{"model":"echo","messages":[{"role":"user","content":"Hello"}]}""");
        using var leaves = await gateway.ChatAsync("""{"model":"gpt-5-mini","messages":[{"role":"user","content":"Hello"}]}""");

        stays.Headers.Contains("x-nextmodel-model-status").ShouldBeFalse();
        leaves.Headers.GetValues("x-nextmodel-model-status").ShouldBe(["deprecated"]);
        leaves.Headers.GetValues("sunset").ShouldBe(["Thu, 10 Dec 2026 00:00:00 GMT"]);
    }

    private static string? Price(JsonElement price, string member) => price.GetProperty(member).GetString();

    private static async Task<JsonElement> ReceiptAsync(TestGateway gateway, string chat)
    {
        using var answer = await gateway.ChatAsync(chat);
        var text = await gateway.Client.GetStringAsync(new Uri(answer.Headers.GetValues("x-nextmodel-receipt-url").Single()).PathAndQuery);
        return JsonDocument.Parse(text).RootElement.GetProperty("billing").GetProperty("price");
    }
}
