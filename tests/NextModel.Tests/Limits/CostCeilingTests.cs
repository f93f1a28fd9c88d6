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

    // The same for prices that depend on length, hour, service tier and class of token.
    [Fact]
    public void Of_AnyPriceWithRules_IsAtLeastTheChargeOfAnyRequestItMayBecome() => Seeds.ForAll(1_000, random =>
    {
        PriceRates Rates() => new()
        {
            Input = Unit(random),
            CachedInput = Unit(random),
            Output = Unit(random),
            Reasoning = random.Next(2) == 0 ? null : Unit(random),
            AudioInput = random.Next(2) == 0 ? null : Unit(random),
            CacheWrite = new Dictionary<string, decimal> { ["5m"] = Unit(random), ["1h"] = Unit(random) },
        };
        var (plain, tier, window) = (Rates(), Rates(), Rates());
        var price = PriceMaker.Make(
            new PriceSheet
            {
                Currency = "USD",
                Input = plain.Input,
                CachedInput = plain.CachedInput,
                Output = plain.Output,
                Reasoning = plain.Reasoning,
                AudioInput = plain.AudioInput,
                CacheWrite = plain.CacheWrite,
                Tiers = [new PriceTier { InputAbove = 50_000, Input = tier.Input, CachedInput = tier.CachedInput, Output = tier.Output }],
                Windows = [new PriceWindow { Name = "peak", Utc = ["08:00-12:00"], Input = window.Input, CachedInput = window.CachedInput, Output = window.Output, CacheWrite = window.CacheWrite }],
                ServiceTiers = new Dictionary<string, decimal> { ["flex"] = 0.5m, ["priority"] = 2m },
            },
            "config", true, out _)!;
        var at = new DateTimeOffset(2026, 11, 23, random.Next(24), 0, 0, TimeSpan.Zero);
        CostCeiling.Of([SampleTenant.Offer with { Price = price }], "USD", BudgetSamples.NoRates, 1, at).TryGet(out var ceiling, out _).ShouldBeTrue();
        var (bound, output) = (random.Next(0, 100_000), random.Next(0, 100_000));
        var input = random.Next(0, bound + 1);
        var cached = random.Next(0, input + 1);
        var written = random.Next(0, input - cached + 1);
        var usage = new Usage(UsageSource.Provider, input, cached, written, output, random.Next(0, output + 1))
        {
            CacheWriteLongTokens = random.Next(0, written + 1),
            AudioInputTokens = random.Next(0, input - cached - written + 1),
        };
        var served = new[] { null, "flex", "priority", "default" }[random.Next(4)];
        ChargeCalculator.Calculate(usage, ServeMode.Fresh, new ChargeTerms(price.For(at, input, served), "USD", 0.9m, null))
            .TryGet(out var charge, out _).ShouldBeTrue();

        Money.ToNanos(charge!.Amount).ShouldBeLessThanOrEqualTo(ceiling!.Of(bound, output));
    });

    [Fact]
    public void Of_TierAboveTheBound_DoesNotCount()
    {
        var price = PriceMaker.Make(
            new PriceSheet { Currency = "USD", Input = 1m, Output = 1m, Tiers = [new PriceTier { InputAbove = 100, Input = 50m, Output = 50m }] },
            "config", true, out _)!;
        CostCeiling.Of([SampleTenant.Offer with { Price = price }], "USD", BudgetSamples.NoRates, 1).TryGet(out var ceiling, out _).ShouldBeTrue();

        ceiling!.Of(100, 0).ShouldBe(100_000);
        ceiling.Of(101, 0).ShouldBe(5_050_000);
    }

    private static decimal Unit(Random random) => random.Next(0, 1_000_000) / (decimal)Math.Pow(10, random.Next(0, 7));

    [Fact]
    public void Of_OwnCredential_CostsTheFeeAndNeedsNoPriceWithoutOne()
    {
        var own = SampleTenant.Offer with { Source = SampleTenant.Source with { CredentialId = "cred_1" } };

        CostCeiling.Of([own with { Price = null }], "USD", BudgetSamples.NoRates, 1).TryGet(out var free, out _).ShouldBeTrue();
        free.Of(1_000_000, 1_000_000).ShouldBe(0);
        free.OutputTokensFor(0, 1_000_000, 500).ShouldBe(500);
        CostCeiling.Of([own], "USD", BudgetSamples.NoRates, 1, byokFee: 0.05m).TryGet(out var fee, out _).ShouldBeTrue();
        CostCeiling.Of([SampleTenant.Offer], "USD", BudgetSamples.NoRates, 1).TryGet(out var full, out _).ShouldBeTrue();
        fee.Of(1_000_000, 1_000_000).ShouldBe(full.Of(1_000_000, 1_000_000) / 20);
        CostCeiling.Of([own, SampleTenant.Offer], "USD", BudgetSamples.NoRates, 1).TryGet(out var both, out _).ShouldBeTrue();
        both.Of(1_000_000, 1_000_000).ShouldBe(full.Of(1_000_000, 1_000_000), "it may fall back to the platform's");
        CostCeiling.Of([own with { Price = null }], "USD", BudgetSamples.NoRates, 1, byokFee: 0.05m).TryGet(out _, out var unknown).ShouldBeFalse();
        unknown.Code.ShouldBe(NextModel.Errors.GatewayErrorCode.PriceUnknown);
    }
}
