using FsCheck;
using FsCheck.Fluent;
using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Metering;

namespace NextModel.Tests.Ledger;

/// <summary>The verifier's arithmetic is another implementation than the one that charges; both must agree, and wrong sums must be found.</summary>
public sealed class ReceiptArithmeticTests : IDisposable
{
    private readonly SignedSamples _samples = new();

    public void Dispose() => _samples.Dispose();

    [Fact]
    public void Verify_AnyChargeCalculated_AddsUp() => Prop.ForAll(Terms.ToArbitrary(), Counts.ToArbitrary(), (terms, counts) =>
    {
        var usage = new Usage(UsageSource.Provider, counts[0] + counts[1] + counts[2], counts[1], counts[2], counts[3], counts[3] / 3)
        {
            CacheWriteLongTokens = counts[2] / 2,
            AudioInputTokens = counts[0] / 4,
        };
        var mode = counts[3] % 2 == 0 ? ServeMode.Fresh : ServeMode.ExactCache;
        ChargeCalculator.Calculate(usage, mode, terms).TryGet(out var charge, out var error).ShouldBeTrue(error?.Message);

        Problems(usage, charge).ShouldBeEmpty();
        Problems(usage, charge!.CappedAt(Money.ToNanos(charge.Amount) / 2)).ShouldBeEmpty();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Verify_AnyChargeByUnits_AddsUp() => Prop.ForAll(Terms.ToArbitrary(), Counts.ToArbitrary(), (terms, counts) =>
    {
        var unit = (PricedUnit)(counts[0] % 3);
        var price = terms.Price! with { PricesTokens = false, Units = [new UnitPrice(unit, counts[1] / 10_000m)] };
        var usage = new Usage(UsageSource.Estimated, 0, 0, 0, 0, 0);
        ChargeCalculator.Calculate(usage, ServeMode.Fresh, terms with { Price = price, Units = new MeteredUnits(unit, counts[2]) }).TryGet(out var charge, out var error).ShouldBeTrue(error?.Message);

        Problems(usage, charge).ShouldBeEmpty();
        Problems(usage, charge!.CappedAt(Money.ToNanos(charge.Amount) / 2)).ShouldBeEmpty();
        charge.ListAmount.ShouldBe(Math.Round(charge.Lines.Take(1).Sum(line => line.Amount) * (terms.Fx?.Rate ?? 1), 9, MidpointRounding.ToEven));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData(PricedUnit.Image, 7, "0.04", "0.28")]
    [InlineData(PricedUnit.Minute, 7, "0.0025", "0.000291666667")]
    [InlineData(PricedUnit.Minute, 90, "0.006", "0.009")]
    [InlineData(PricedUnit.Minute, 3, "0.00000000001", "0.0000000000005")]
    [InlineData(PricedUnit.MillionCharacters, 11, "15", "0.000165")]
    public void Calculate_Units_LineIsTheirArithmetic(PricedUnit unit, long count, string figure, string amount)
    {
        var charge = ByUnits(unit, count, decimal.Parse(figure, System.Globalization.CultureInfo.InvariantCulture));

        var expected = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
        charge.Lines[0].Amount.ShouldBe(unit == PricedUnit.Minute ? Math.Round(expected, ChargeCalculator.DecimalsOfSeconds, MidpointRounding.ToEven) : expected);
        (charge.Lines[0].Quantity, charge.Lines[0].Tokens).ShouldBe((count, 0));
        Problems(new Usage(UsageSource.Estimated, 0, 0, 0, 0, 0), charge).ShouldBeEmpty();
    }

    public static TheoryData<string> WrongUnits => ["amount", "quantity", "price", "tokens", "item"];

    [Theory]
    [MemberData(nameof(WrongUnits))]
    public void Verify_WrongLineOfUnits_IsFound(string what)
    {
        var right = ByUnits(PricedUnit.Image, 2, 0.04m);
        var line = right.Lines[0];
        var wrong = what switch
        {
            "amount" => line with { Amount = 0.12m },
            "quantity" => line with { Quantity = 3 },
            "price" => line with { UnitPrice = 0.02m, Amount = 0.04m },
            "tokens" => line with { Tokens = 2 },
            _ => line with { Item = "characters" },
        };

        Problems(new Usage(UsageSource.Estimated, 0, 0, 0, 0, 0), ByUnits(PricedUnit.Image, 2, 0.04m, [wrong])).ShouldBe(["receipt_amount_mismatch"]);
    }

    private static Charge ByUnits(PricedUnit unit, long count, decimal figure, IReadOnlyList<ChargeLine>? lines = null)
    {
        var terms = new ChargeTerms(Price with { PricesTokens = false, Units = [new UnitPrice(unit, figure)] }, "USD", 0, null) { Units = new MeteredUnits(unit, count) };
        ChargeCalculator.Calculate(new Usage(UsageSource.Estimated, 0, 0, 0, 0, 0), ServeMode.Fresh, terms).TryGet(out var charge, out var error).ShouldBeTrue(error?.Message);
        return new Charge
        {
            Basis = charge!.Basis,
            Price = charge.Price,
            Unit = charge.Unit,
            Lines = lines ?? charge.Lines,
            ListAmount = charge.ListAmount,
            Amount = charge.Amount,
            Currency = charge.Currency,
        };
    }

    public static TheoryData<string> WrongCharges => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(WrongCharges))]
    public void Verify_WrongCharge_IsFound(string what)
    {
        var usage = new Usage(UsageSource.Provider, 19, 0, 0, 42, 0);
        ChargeCalculator.Calculate(usage, ServeMode.Fresh, new ChargeTerms(Price, "USD", 0, null)).TryGet(out var right, out _).ShouldBeTrue();
        Problems(usage, right!).ShouldBeEmpty();

        Problems(usage, Wrong[what](right!)).ShouldBe(["receipt_amount_mismatch"]);
    }

    private static readonly Price Price = new("p", "USD", 0.15m, 0.075m, 0.60m);

    private static readonly Dictionary<string, Func<Charge, Charge>> Wrong = new()
    {
        ["amount too high"] = right => With(right, amount: right.Amount + 0.000000001m),
        ["list amount too low, amount with it"] = right => With(right, amount: right.Amount - 0.000000001m, list: right.ListAmount - 0.000000001m),
        ["line amount wrong"] = right => With(right, lines: [right.Lines[0] with { Amount = 0.000002851m }, right.Lines[1]]),
        ["line at another price"] = right => With(right, lines: [right.Lines[0] with { UnitPrice = 0.30m, Amount = 0.0000057m }, right.Lines[1]]),
        ["line missing"] = right => With(right, lines: [right.Lines[0]]),
        ["unknown item"] = right => With(right, lines: [right.Lines[0] with { Item = "tip" }, right.Lines[1]]),
        ["tokens below zero"] = right => With(right, lines: [right.Lines[0] with { Tokens = -19, Amount = -0.00000285m }, right.Lines[1]]),
        ["rounding that is none"] = right => With(right, lines: [.. right.Lines, new ChargeLine("rounding", 0, 0, 0.0000000001m)]),
        ["rounding too large"] = right => With(right, lines: [.. right.Lines, new ChargeLine("rounding", 0, 0, 0.000000001m)], amount: right.Amount + 0.000000001m),
        ["rounding before a line"] = right => With(right, lines: [new ChargeLine("rounding", 0, 0, 0), .. right.Lines]),
        ["discount on a list price"] = right => With(right, amount: right.Amount - 0.00001m),
        ["overage that adds"] = right => With(right, lines: [.. right.Lines, new ChargeLine("overage_not_charged", 0, 0, 0.00001m)], amount: right.Amount + 0.00001m),
        ["overage without a line"] = right => With(right.CappedAt(1), lines: right.Lines),
        ["overage twice"] = right => With(right.CappedAt(1), lines: [.. right.CappedAt(1).Lines, right.CappedAt(1).Lines[^1]]),
        ["rate from nowhere"] = right => With(right, fx: new FxRate("GBP", "USD", 1m, new DateOnly(2026, 11, 1))),
        ["a long request's price on a short one"] = right => Priced(right, Price with { Condition = new PriceCondition(100, null, null) }),
        ["cache writes at no price of theirs"] = right => With(right, lines: [right.Lines[0] with { Item = "cache_write_long" }, right.Lines[1]]),
        ["no rate between two currencies"] = right => With(right, currency: "MYR"),
    };

    private static Gen<ChargeTerms> Terms =>
        from prices in Gen.Choose(0, 2_000_000).Select(n => n / 10_000m).ArrayOf(3)
        from discount in Gen.Choose(0, 100).Select(n => n / 100m)
        from fee in Gen.OneOf(Gen.Constant((decimal?)null), Gen.Choose(0, 100).Select(n => (decimal?)(n / 100m)))
        from rate in Gen.Choose(0, 100_000)
        from rarer in Gen.OneOf(Gen.Constant((decimal?)null), Gen.Choose(0, 2_000_000).Select(n => (decimal?)(n / 10_000m))).ArrayOf(4)
        let price = new Price("p", "USD", prices[0], prices[1], prices[2])
        {
            CacheWrite = rarer[0],
            CacheWriteLong = rarer[1],
            Reasoning = rarer[2],
            AudioInput = rarer[3],
            Condition = rarer[0] is null ? null : new PriceCondition(null, "peak", "flex"),
        }
        select rate == 0
            ? new ChargeTerms(price, "USD", discount, null) { ByokFee = fee }
            : new ChargeTerms(price, "MYR", discount, new FxRate("USD", "MYR", rate / 10_000m, new DateOnly(2026, 11, 1))) { ByokFee = fee };

    private static Gen<long[]> Counts => Gen.Choose(0, 300_000).Select(n => (long)n).ArrayOf(4);

    private static Charge With(
        Charge right, decimal? amount = null, decimal? list = null, IReadOnlyList<ChargeLine>? lines = null, FxRate? fx = null, string? currency = null) =>
        new()
        {
            Basis = right.Basis,
            Price = right.Price,
            Lines = lines ?? right.Lines,
            Fx = fx,
            ListAmount = list ?? right.ListAmount,
            Amount = amount ?? right.Amount,
            Currency = currency ?? right.Currency,
        };

    private static Charge Priced(Charge right, Price price) => new()
    {
        Basis = right.Basis,
        Price = price,
        Lines = right.Lines,
        ListAmount = right.ListAmount,
        Amount = right.Amount,
        Currency = right.Currency,
    };

    private string[] Problems(Usage usage, Charge charge)
    {
        var entry = SignedSamples.Fresh();
        entry.Usage = usage;
        entry.BillableTokens = usage.TotalTokens;
        entry.Charge = charge;
        return [.. _samples.Verifier.Verify(_samples.Commit(entry)[0]).Problems.Select(problem => problem.Wire)];
    }
}
