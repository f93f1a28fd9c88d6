using System.Collections.Frozen;
using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Limits;
using NextModel.Metering;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Limits;

public sealed class CostCeilingTests
{
    // What is settled is never more than the ceiling for the same counts, whatever the price, the rate and the rounding.
    [Fact]
    public void Of_AnyPrice_IsAtLeastTheCharge() => Seeds.ForAll(1_000, random =>
    {
        var price = new Price("p", random.Next(2) == 0 ? "USD" : "MYR", Unit(random), Unit(random), Unit(random));
        var fx = price.Currency == "USD" ? null : FxRate.Cross("MYR", 4.13m, "USD", 1m, new DateOnly(2026, 11, 1));
        var rates = (fx is null ? [] : new Dictionary<(string From, string To), FxRate> { [("MYR", "USD")] = fx }).ToFrozenDictionary();
        CostCeiling.Of([SampleTenant.Offer with { Price = price }], "USD", rates, 1).TryGet(out var ceiling, out _).ShouldBeTrue();
        var (input, output) = (random.Next(0, 100_000), random.Next(0, 100_000));
        var usage = new Usage(UsageSource.Provider, input, random.Next(0, input + 1), 0, output, 0);
        ChargeCalculator.Calculate(usage, ServeMode.Fresh, new ChargeTerms(price, "USD", 0.9m, fx)).TryGet(out var charge, out _).ShouldBeTrue();

        var most = ceiling!.Of(input, output);

        Money.ToNanos(charge!.Amount).ShouldBeLessThanOrEqualTo(most);
        var tokens = ceiling.OutputTokensFor(most, input, output);
        ceiling.Of(input, tokens).ShouldBeLessThanOrEqualTo(most);
        tokens.ShouldBeGreaterThanOrEqualTo(output - 1);
    });

    [Fact]
    public void Of_SeveralTargets_IsTheDearestOfTheWholeRequest()
    {
        var ceiling = BudgetSamples.Ceiling(1, (10, 1), (1, 5));

        ceiling.Of(10, 1).ShouldBe(101);
        ceiling.Of(1, 10).ShouldBe(51);
    }

    // litellm#35524: no reservation where the cost could not be estimated.
    [Fact]
    public void Of_TargetWithoutAPrice_IsRefused()
    {
        CostCeiling.Of([SampleTenant.Offer, SampleTenant.Offer with { Price = null }], "USD", BudgetSamples.NoRates, 1)
            .TryGet(out _, out var refusal).ShouldBeFalse();

        refusal!.Code.ShouldBe(GatewayErrorCode.PriceUnknown);
    }

    [Fact]
    public void Of_MoreThanCanBe_IsNeverAffordable() =>
        BudgetSamples.Ceiling(1_000_000_000, 1_000_000_000, 128).Of(int.MaxValue, int.MaxValue).ShouldBe(long.MaxValue);

    private static decimal Unit(Random random) => random.Next(0, 1_000_000) / (decimal)Math.Pow(10, random.Next(0, 7));
}
