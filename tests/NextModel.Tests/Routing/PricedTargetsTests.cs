using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Policies;
using NextModel.Routing;
using NextModel.Testing.Ledger;
using static NextModel.Tests.Policies.SamplePolicies;

namespace NextModel.Tests.Routing;

/// <summary>Prices that depend on the request decide as they charge: by length of the input, time and service tier.</summary>
public sealed class PricedTargetsTests
{
    private const string Cheapest = "policy: 1\nrules: [{ name: thrift, route: { strategy: cheapest, targets: [flat, tiered, nightly, flexible] } }]";
    private const string Limited = "policy: 1\nrules: [{ name: limit, route: { targets: [flat, tiered, nightly, flexible], max_price: { input: 1.5, currency: USD } } }]";

    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Night = new(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Model> Catalog = new[]
    {
        Model("flat", new PriceSheet { Currency = "USD", Input = 2m, Output = 0m }),
        Model("tiered", new PriceSheet { Currency = "USD", Input = 1m, Output = 0m, Tiers = [new PriceTier { InputAbove = 1_000, Input = 3m, Output = 0m }] }),
        Model("nightly", new PriceSheet { Currency = "USD", Input = 5m, Output = 0m, Windows = [new PriceWindow { Name = "night", Utc = ["00:00-06:00"], Input = 0.5m, Output = 0m }] }),
        Model("flexible", new PriceSheet { Currency = "USD", Input = 4m, Output = 0m, ServiceTiers = new Dictionary<string, decimal> { ["flex"] = 0.1m } }),
    }.ToDictionary(m => m.Id, StringComparer.Ordinal);

    [Theory]
    [InlineData(1_000, false, null, "tiered flat flexible nightly")]
    [InlineData(1_001, false, null, "flat tiered flexible nightly")]
    [InlineData(1_000, true, null, "nightly tiered flat flexible")]
    [InlineData(1_001, true, null, "nightly flat tiered flexible")]
    [InlineData(1_000, false, "flex", "flexible tiered flat nightly")]
    public void Cheapest_PriceDependsOnTheRequest_OrderIsThatOfWhatItCosts(long input, bool atNight, string? tier, string expected) =>
        Order(Cheapest, input, atNight, tier).ShouldBe(expected);

    [Theory]
    [InlineData(1_000, false, null, "tiered")]
    [InlineData(1_001, false, null, "")]
    [InlineData(1_001, true, null, "nightly")]
    [InlineData(1_001, false, "flex", "flexible")]
    public void MaxPrice_PriceDependsOnTheRequest_IsAskedOfTheFiguresThatApply(long input, bool atNight, string? tier, string expected) =>
        Order(Limited, input, atNight, tier).ShouldBe(expected);

    private static string Order(string policy, long input, bool atNight, string? tier)
    {
        var question = new PolicyQuestion(SampleTenant.Caller(), new BodyFacts(Capability.None, input), Catalog) { Model = "flat" };
        var facts = new RouteFacts(PolicyEvaluator.Decide(Chain(null, policy), question)!, question, "USD", new Dictionary<(string, string), FxRate>())
        {
            At = atNight ? Night : Noon,
            Request = tier is null ? null : Chat("flat", $",\"service_tier\":\"{tier}\""),
        };
        return string.Join(' ', Router.Judge(facts).Where(t => t.Rejection is null).Select(t => t.Model.Id));
    }

    private static Model Model(string id, PriceSheet sheet) =>
        new(id, [new Offer(World, id, PriceMaker.Make(sheet, "test", true, out _))]);
}
