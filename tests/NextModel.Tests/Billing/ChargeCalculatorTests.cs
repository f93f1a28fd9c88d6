using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Metering;
using static NextModel.Tests.Billing.Figures;

namespace NextModel.Tests.Billing;

public sealed class ChargeCalculatorTests
{
    private static readonly Price Mini = new("v1", "USD", 0.15m, 0.075m, 0.60m);
    private static readonly ChargeTerms Usd = new(Mini, "USD", 0.90m, null);
    private static readonly Usage Example = new(UsageSource.Provider, 19, 0, 0, 42, 0);

    [Fact]
    public void Calculate_ContractExample_IsTheContractsArithmetic()
    {
        var charge = Charge(Example, ServeMode.Fresh, Usd);

        charge.Basis.ShouldBe(BillingBasis.ListPrice);
        charge.Lines.ShouldBe([
            new ChargeLine("input", 19, 0.15m, 0.00000285m),
            new ChargeLine("output", 42, 0.60m, 0.0000252m),
        ]);
        Money.FormatAmount(charge.Amount).ShouldBe("0.000028050");
        Money.FormatAmount(charge.ListAmount).ShouldBe("0.000028050");
        Money.FormatAmount(charge.Discount).ShouldBe("0.000000000");
        charge.DiscountRate.ShouldBe(0m);
        charge.Price.ShouldBe(Mini);
        charge.Fx.ShouldBeNull();
        charge.Currency.ShouldBe("USD");
    }

    [Fact]
    public void Calculate_Replay_HasTheSameLinesAndADiscount()
    {
        var fresh = Charge(Example, ServeMode.Fresh, Usd);

        var replay = Charge(Example with { Source = UsageSource.Replayed }, ServeMode.ExactCache, Usd);

        replay.Basis.ShouldBe(BillingBasis.ExactCacheDiscount);
        replay.Lines.ShouldBe(fresh.Lines);
        replay.ListAmount.ShouldBe(0.00002805m);
        replay.DiscountRate.ShouldBe(0.90m);
        replay.Discount.ShouldBe(0.000025245m);
        replay.Amount.ShouldBe(0.000002805m);
    }

    // Each amount worked out by hand: tokens × unit price ÷ 1,000,000, the classes added up.
    [Theory]
    [InlineData(1_000_000, 0, 0, 0, 0, "0.15")]
    [InlineData(0, 0, 0, 1_000_000, 0, "0.6")]
    [InlineData(1_000_000, 1_000_000, 0, 0, 0, "0.075")]
    [InlineData(1_000, 400, 0, 0, 0, "0.00012")] // 600 × 0.15 + 400 × 0.075 = 90 + 30
    [InlineData(1_000, 400, 0, 100, 100, "0.00018")] // reasoning is part of output: + 100 × 0.60 once
    [InlineData(1_000, 400, 250, 0, 0, "0.00012")] // cache writes cost input until a price says otherwise
    [InlineData(1_000, 0, 1_000, 0, 0, "0.00015")]
    [InlineData(100, 400, 0, 0, 0, "0.0000075")] // cached beyond the input counts as all of it
    [InlineData(100, 60, 90, 0, 0, "0.0000105")] // writes beyond the rest count as the rest: 40 × 0.15 + 60 × 0.075
    [InlineData(-5, 0, 0, 10, 0, "0.000006")] // below zero counts as zero
    [InlineData(10, -5, -5, -10, -1, "0.0000015")]
    [InlineData(0, 0, 0, 0, 0, "0")]
    public void Calculate_TokenClasses_AreDisjoint(long input, long cached, long written, long output, long reasoning, string amount)
    {
        var charge = Charge(new Usage(UsageSource.Provider, input, cached, written, output, reasoning), ServeMode.Fresh, Usd);

        charge.Amount.ShouldBe(Parse(amount));
        charge.Basis.ShouldBe(BillingBasis.ListPrice);
        charge.Lines.Sum(line => line.Tokens).ShouldBe(Math.Max(0, input) + Math.Max(0, output));
    }

    [Fact]
    public void Calculate_AllClasses_NamesEachOnce() =>
        Charge(new Usage(UsageSource.Provider, 1_000, 400, 250, 70, 30), ServeMode.Fresh, Usd).Lines.ShouldBe([
            new ChargeLine("input", 350, 0.15m, 0.0000525m),
            new ChargeLine("cached_input", 400, 0.075m, 0.00003m),
            new ChargeLine("cache_write", 250, 0.15m, 0.0000375m),
            new ChargeLine("output", 70, 0.60m, 0.000042m),
        ]);

    // One token at x per million is x × 10⁻⁶: the tenth decimal decides.
    [Theory]
    [InlineData(1, "0.0005", "0", "-0.0000000005")] // half-way, 0 is even
    [InlineData(3, "0.0005", "0.000000002", "0.0000000005")] // half-way, 2 is even
    [InlineData(5, "0.0005", "0.000000002", "-0.0000000005")]
    [InlineData(1, "0.0006", "0.000000001", "0.0000000004")]
    [InlineData(1, "0.0004", "0", "-0.0000000004")]
    [InlineData(1, "0.003625", "0.000000004", "0.000000000375")]
    public void Calculate_PartsOfANano_AreRoundedHalfEvenOnceAndShown(long tokens, string unitPrice, string amount, string rounding)
    {
        var terms = Usd with { Price = new Price("v1", "USD", Parse(unitPrice), 0m, 0m) };

        var charge = Charge(new Usage(UsageSource.Provider, tokens, 0, 0, 0, 0), ServeMode.Fresh, terms);

        charge.Amount.ShouldBe(Parse(amount));
        charge.Lines[^1].ShouldBe(new ChargeLine("rounding", 0, 0m, Parse(rounding)));
        charge.Lines[0].Amount.ShouldBe(tokens * Parse(unitPrice) / 1_000_000m);
    }

    [Fact]
    public void Calculate_TwoHalves_AreRoundedTogetherNotEach()
    {
        var terms = Usd with { Price = new Price("v1", "USD", 0.0005m, 0m, 0.0005m) };

        var charge = Charge(new Usage(UsageSource.Provider, 1, 0, 0, 1, 0), ServeMode.Fresh, terms);

        charge.Amount.ShouldBe(0.000000001m);
        charge.Lines.Select(line => line.Item).ShouldBe(["input", "output"]);
    }

    [Fact]
    public void Calculate_OtherCurrency_KeepsLinesInThePricesCurrency()
    {
        // 1200 in at ¥2, 300 out at ¥8 = ¥0.0048; at 1 ÷ 7.11 = 0.140646976090 that is 0.000675105485232, less 0.9.
        var fx = FxRate.Cross("CNY", 7.11m, "USD", 1m, new DateOnly(2026, 11, 21));
        var terms = new ChargeTerms(new Price("v2", "CNY", 2.00m, 0.20m, 8.00m), "USD", 0.90m, fx);
        var usage = new Usage(UsageSource.Provider, 1_200, 0, 0, 300, 0);

        var fresh = Charge(usage, ServeMode.Fresh, terms);
        var replay = Charge(usage, ServeMode.ExactCache, terms);

        fx.Rate.ShouldBe(0.140646976090m);
        fresh.Lines.ShouldBe([
            new ChargeLine("input", 1_200, 2m, 0.0024m),
            new ChargeLine("output", 300, 8m, 0.0024m),
            new ChargeLine("rounding", 0, 0m, -0.000000000485232m),
        ]);
        fresh.Amount.ShouldBe(0.000675105m);
        fresh.Fx.ShouldBe(fx);
        fresh.Currency.ShouldBe("USD");
        replay.ListAmount.ShouldBe(0.000675105m);
        replay.Amount.ShouldBe(0.000067511m); // 0.0000675105485232
        replay.Lines[^1].ShouldBe(new ChargeLine("rounding", 0, 0m, 0.0000000004514768m));
        replay.Discount.ShouldBe(0.000607594m);
    }

    [Theory]
    [InlineData("0", "0.000028050")]
    [InlineData("1", "0.000000000")]
    [InlineData("0.5", "0.000014025")]
    public void Calculate_ReplayAtTheEndsOfTheDiscount_ChargesAllOrNothing(string discount, string amount) =>
        Money.FormatAmount(Charge(Example, ServeMode.ExactCache, Usd with { ExactCacheDiscount = Parse(discount) }).Amount).ShouldBe(amount);

    [Fact]
    public void Calculate_ExplicitZero_IsZeroWithABasis()
    {
        var charge = Charge(new Usage(UsageSource.Provider, 0, 0, 0, 0, 0), ServeMode.Fresh, Usd);

        charge.Basis.ShouldBe(BillingBasis.ListPrice);
        charge.Amount.ShouldBe(0m);
        charge.Lines.ShouldBeEmpty();
        charge.Price.ShouldBe(Mini);
    }

    [Fact]
    public void Calculate_NothingBilled_HasBasisNone()
    {
        var charge = Charge(Usage.None, ServeMode.Fresh, Usd);

        charge.Basis.ShouldBe(BillingBasis.None);
        charge.Amount.ShouldBe(0m);
        charge.Lines.ShouldBeEmpty();
        charge.Price.ShouldBeNull();
    }

    [Theory]
    [InlineData(ServeMode.Fresh)]
    [InlineData(ServeMode.ExactCache)]
    public void Calculate_OfferWithoutPrice_IsUnpricedAtZero(ServeMode mode)
    {
        var charge = Charge(Example, mode, Usd with { Price = null });

        charge.Basis.ShouldBe(BillingBasis.Unpriced);
        charge.Amount.ShouldBe(0m);
        charge.ListAmount.ShouldBe(0m);
        charge.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Calculate_FreeOffer_ShowsItsLinesAtZero()
    {
        var charge = Charge(Example, ServeMode.Fresh, Usd with { Price = new Price("free", "USD", 0m, 0m, 0m) });

        charge.Basis.ShouldBe(BillingBasis.ListPrice);
        charge.Amount.ShouldBe(0m);
        charge.Lines.Select(line => line.Tokens).ShouldBe([19L, 42L]);
    }

    [Fact]
    public void Calculate_LargestAmount_IsChargedAndOneNanoMoreIsRefused()
    {
        // 2⁴⁰ tokens at 8388.608 (2²³ ÷ 1000) per million are 2⁶³ nanos: one more than storage holds.
        var most = new Usage(UsageSource.Provider, Usage.MaxTokens - 1, 0, 0, 0, 0);
        var terms = Usd with { Price = new Price("v1", "USD", 8388.608m, 0m, 0m) };

        Charge(most, ServeMode.Fresh, terms).Amount.ShouldBe(9223372036.846387200m);
        Refusal(most with { InputTokens = Usage.MaxTokens }, terms).Code.ShouldBe(GatewayErrorCode.InvalidRequest);
        Refusal(most with { InputTokens = Usage.MaxTokens }, terms).Message.ShouldContain("9223372036.854775807 USD");
    }

    [Theory]
    [InlineData(Usage.MaxTokens + 1, 0)]
    [InlineData(0, Usage.MaxTokens + 1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Calculate_AbsurdCounts_AreRefused(long input, long output) =>
        Refusal(new Usage(UsageSource.Provider, input, 0, 0, output, 0), Usd).Code.ShouldBe(GatewayErrorCode.InvalidRequest);

    [Theory]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("79228162514264337593543950335", "0.000000000001")]
    [InlineData("0.0000000001", "79228162514264337593543950335")]
    [InlineData("999999999.999999", "999999999.999999")]
    public void Calculate_LargestFactors_AreRefusedNotOverflowed(string unitPrice, string rate)
    {
        var price = new Price("v1", "CNY", Parse(unitPrice), Parse(unitPrice), Parse(unitPrice));
        var terms = new ChargeTerms(price, "USD", 0.9m, new FxRate("CNY", "USD", Parse(rate), default));

        Refusal(new Usage(UsageSource.Provider, Usage.MaxTokens, 0, 0, Usage.MaxTokens, 0), terms).Code.ShouldBe(GatewayErrorCode.InvalidRequest);
    }

    [Fact]
    public void Calculate_ThreeLines_AllocatesTwoObjects()
    {
        var usage = new Usage(UsageSource.Provider, 1_000, 400, 0, 70, 0);
        Repeat(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var charge = Repeat(1_000);
        var perCharge = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;

        before = GC.GetAllocatedBytesForCurrentThread();
        var copy = new Charge { Basis = charge.Basis, Currency = "USD", Lines = new ChargeLine[3] };
        var twoObjects = GC.GetAllocatedBytesForCurrentThread() - before;

        copy.Lines.Count.ShouldBe(charge.Lines.Count);
        perCharge.ShouldBe(twoObjects);

        Charge Repeat(int times)
        {
            Charge? last = null;
            for (var i = 0; i < times; i++)
            {
                ChargeCalculator.Calculate(usage, ServeMode.Fresh, Usd).TryGet(out last, out _);
            }

            return last!;
        }
    }

    private static Charge Charge(Usage usage, ServeMode mode, ChargeTerms terms)
    {
        ChargeCalculator.Calculate(usage, mode, terms).TryGet(out var charge, out var error).ShouldBeTrue(error?.Message);
        return charge!;
    }

    private static GatewayError Refusal(Usage usage, ChargeTerms terms)
    {
        ChargeCalculator.Calculate(usage, ServeMode.Fresh, terms).TryGet(out _, out var error).ShouldBeFalse();
        return error!;
    }
}
