using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Metering;
using static NextModel.Tests.Billing.Figures;

namespace NextModel.Tests.Billing;

/// <summary>One row per rule of docs/concepts/prices.md; every amount is worked out by hand in the comment beside it.</summary>
public sealed class PriceClassesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Price> Prices = new()
    {
        // Anthropic: writes by how long they are kept.
        ["writes"] = new Price("v", "USD", 3m, 0.3m, 15m) { CacheWrite = 3.75m, CacheWriteLong = 6m },
        ["one write price"] = new Price("v", "USD", 3m, 0.3m, 15m) { CacheWrite = 3.75m },

        // Qwen Plus: thinking has its own price.
        ["reasoning"] = new Price("v", "USD", 0.4m, 0.08m, 1.2m) { Reasoning = 4m },

        // Gemini 2.5 Flash: audio has its own price.
        ["audio"] = new Price("v", "USD", 0.3m, 0.03m, 2.5m) { AudioInput = 1m },

        // OpenAI: above 272k the whole request is repriced.
        ["tier"] = Made(new PriceSheet
        {
            Currency = "USD",
            Input = 1m,
            CachedInput = 0.05m,
            Output = 5m,
            Tiers = [new PriceTier { InputAbove = 272_000, Input = 2m, CachedInput = 0.1m, Output = 7.5m }],
        }),
        ["embeddings"] = new Price("v", "USD", 0.02m, 0.02m, 0m),
    };

    [Theory]
    [InlineData("writes", 1_000_000, 0, 1_000_000, 0, 0, 0, 0, "3.75")]
    [InlineData("writes", 1_000_000, 0, 1_000_000, 1_000_000, 0, 0, 0, "6")]
    [InlineData("writes", 1_000, 200, 500, 100, 0, 10, 0, "0.00321")] // 300×3 + 200×0.3 + 400×3.75 + 100×6 + 10×15 = 900+60+1500+600+150
    [InlineData("one write price", 1_000, 0, 500, 100, 0, 0, 0, "0.003375")] // long writes cost what writes cost: 500×3 + 500×3.75
    [InlineData("reasoning", 1_000, 0, 0, 0, 0, 300, 100, "0.00104")] // 1000×0.4 + 200×1.2 + 100×4 = 400+240+400
    [InlineData("reasoning", 0, 0, 0, 0, 0, 300, 300, "0.0012")] // all of it: no token at both prices
    [InlineData("audio", 1_000, 100, 0, 0, 400, 0, 0, "0.000553")] // 500×0.3 + 100×0.03 + 400×1 = 150+3+400
    [InlineData("audio", 1_000, 900, 0, 0, 400, 0, 0, "0.000127")] // audio beyond what was not cached counts as the rest: 900×0.03 + 100×1
    [InlineData("tier", 272_000, 0, 0, 0, 0, 1_000, 0, "0.277")] // at the threshold: 272000×1 + 1000×5
    [InlineData("tier", 272_001, 0, 0, 0, 0, 1_000, 0, "0.551502")] // above it all of it: 272001×2 + 1000×7.5
    [InlineData("tier", 300_000, 100_000, 0, 0, 0, 0, 0, "0.41")] // cached input counts for the length: 200000×2 + 100000×0.1
    [InlineData("embeddings", 8_000, 0, 0, 0, 0, 0, 0, "0.00016")]
    public void Calculate_Rule_IsTheHandComputedAmount(
        string price, long input, long cached, long written, long writtenLong, long audio, long output, long reasoning, string amount)
    {
        var usage = new Usage(UsageSource.Provider, input, cached, written, output, reasoning)
        {
            CacheWriteLongTokens = writtenLong,
            AudioInputTokens = audio,
        };

        var charge = Charge(usage, Prices[price].For(Noon, input, null));

        charge.Amount.ShouldBe(Parse(amount));
        charge.Lines.Sum(line => line.Tokens).ShouldBe(input + output);
    }

    [Theory]
    [InlineData(null, "0.006")]
    [InlineData("default", "0.006")]
    [InlineData("flex", "0.003")]
    [InlineData("priority", "0.012")]
    public void Calculate_ServiceTier_IsTheFactorOfIt(string? tier, string amount)
    {
        var price = Made(new PriceSheet
        {
            Currency = "USD",
            Input = 1m,
            Output = 5m,
            ServiceTiers = new Dictionary<string, decimal> { ["flex"] = 0.5m, ["priority"] = 2m },
        });

        Charge(new Usage(UsageSource.Provider, 1_000, 0, 0, 1_000, 0), price.For(Noon, 1_000, tier)).Amount.ShouldBe(Parse(amount));
    }

    [Theory]
    [InlineData("2026-11-24T00:59:59Z", "1000", "CNY 4.5: 0.0045 × 0.14")]
    [InlineData("2026-11-24T01:00:00Z", "2000", "CNY 9: 0.009 × 0.14")]
    public void Calculate_PeakHoursInYuan_IsTheListTimesTheRate(string at, string factor, string why)
    {
        var price = Made(new PriceSheet
        {
            Currency = "CNY",
            Input = 4.5m,
            CachedInput = 0.15m,
            Output = 13.5m,
            Windows = [new PriceWindow { Name = "peak", Utc = ["01:00-04:00"], Input = 9m, CachedInput = 0.3m, Output = 27m }],
        });
        var moment = DateTimeOffset.Parse(at, null);

        ChargeCalculator.Calculate(
            new Usage(UsageSource.Provider, 1_000, 0, 0, 0, 0), ServeMode.Fresh,
            new ChargeTerms(price.For(moment, 1_000, null), "USD", 0m, new FxRate("CNY", "USD", 0.14m, new DateOnly(2026, 11, 21))))
            .TryGet(out var charge, out _).ShouldBeTrue();

        charge!.Amount.ShouldBe(0.00063m * Parse(factor) / 1000m, why);
        charge.Fx!.AsOf.ShouldBe(new DateOnly(2026, 11, 21));
    }

    private static Price Made(PriceSheet sheet) => PriceMaker.Make(sheet, "config", true, out _)!;

    private static Charge Charge(Usage usage, Price price)
    {
        ChargeCalculator.Calculate(usage, ServeMode.Fresh, new ChargeTerms(price, price.Currency, 0m, null)).TryGet(out var charge, out var error)
            .ShouldBeTrue(error?.Message);
        return charge!;
    }
}
