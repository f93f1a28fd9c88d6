using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Metering;
using static NextModel.Tests.Billing.Figures;

namespace NextModel.Tests.Billing;

/// <summary>What holds for every charge, against a naive reference in fractions.</summary>
public sealed class ChargePropertyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true);

    private static readonly Gen<Usage> Usages =
        from input in UpTo(5_000_000_000)
        from cached in UpTo(input)
        from written in UpTo(input - cached)
        from output in UpTo(5_000_000_000)
        from reasoning in UpTo(output)
        from writtenLong in UpTo(written)
        from audio in UpTo(input - cached - written)
        select new Usage(UsageSource.Provider, input, cached, written, output, reasoning) { CacheWriteLongTokens = writtenLong, AudioInputTokens = audio };

    private static readonly Gen<Price> Prices =
        from input in Decimals(1_000, 6)
        from cached in Decimals(1_000, 6)
        from output in Decimals(1_000, 6)
        from rarer in Gen.OneOf(Gen.Constant((decimal?)null), Decimals(1_000, 6).Select(figure => (decimal?)figure)).ArrayOf(4)
        select new Price("v1", "CNY", input, cached, output)
        {
            CacheWrite = rarer[0],
            CacheWriteLong = rarer[1],
            Reasoning = rarer[2],
            AudioInput = rarer[3],
        };

    private static readonly Gen<Case> Cases =
        from usage in Usages
        from price in Prices
        from rate in Decimals(100, 12)
        from discount in Decimals(1, 4)
        from replay in Gen.Elements(true, false)
        select new Case(
            usage, replay ? ServeMode.ExactCache : ServeMode.Fresh,
            new ChargeTerms(price, "USD", discount, new FxRate("CNY", "USD", Math.Max(rate, 0.000000000001m), new DateOnly(2026, 11, 21))));

    [Fact]
    public void Calculate_AnyCase_EqualsTheReferenceInFractions() => Check(one =>
    {
        var charge = one.Charge();
        var nanos = one.Exact().ToNanos();
        return new BigInteger(Money.ToNanos(charge.Amount)) == nanos
            && new BigInteger(Money.ToNanos(charge.ListAmount)) == (one.ListLines() * one.Fx).ToNanos()
            && charge.Discount == charge.ListAmount - charge.Amount;
    });

    [Fact]
    public void Calculate_AnyCase_LinesRateAndDiscountSumToTheAmountExactly() => Check(one =>
    {
        var charge = one.Charge();
        var sum = new Rational(0, 1);
        var rounding = new Rational(0, 1);
        foreach (var line in charge.Lines)
        {
            if (line.Item == "rounding")
            {
                rounding = Rational.Of(line.Amount);
            }
            else
            {
                Rational.Of(line.Amount).Is(new Rational(line.Tokens, 1_000_000) * Rational.Of(line.UnitPrice)).ShouldBeTrue(line.Item);
                sum += Rational.Of(line.Amount);
            }
        }

        var keep = Rational.Of(1m - charge.DiscountRate);
        return ((sum * one.Fx * keep) + rounding).Is(Rational.Of(charge.Amount));
    });

    [Fact]
    public void Calculate_AnyCase_PutsEachTokenInOneLine() => Check(one =>
    {
        var lines = one.Charge().Lines;
        return lines.Sum(line => line.Tokens) == one.Usage.TotalTokens && lines.DistinctBy(line => line.Item).Count() == lines.Count;
    });

    [Fact]
    public void Calculate_AnyCase_IsWithinZeroAndTheListAmount() => Check(one =>
    {
        var charge = one.Charge();
        return charge.Amount >= 0 && charge.Amount <= charge.ListAmount && charge.Discount >= 0;
    });

    [Fact]
    public void Calculate_MoreTokens_NeverCostsLess() => Check(one =>
    {
        var more = one with { Usage = one.Usage with { InputTokens = one.Usage.InputTokens + 1_000, OutputTokens = one.Usage.OutputTokens + 1 } };
        return more.Charge().Amount >= one.Charge().Amount && more.Charge().ListAmount >= one.Charge().ListAmount;
    });

    [Fact]
    public void Calculate_AnyCountsAtAll_NeverThrowsAndNeverChargesBelowZero()
    {
        var counts = ArbMap.Default.ArbFor<long>().Generator;
        var wild = from a in counts
                   from b in counts
                   from c in UpTo(long.MaxValue)
                   from d in UpTo(long.MaxValue)
                   from one in Cases
                   select one with { Usage = new Usage(UsageSource.Provider, c, a, b, d, -a) };
        Prop.ForAll(wild.ToArbitrary(), one =>
            !ChargeCalculator.Calculate(one.Usage, one.Mode, one.Terms).TryGet(out var charge, out _) || charge.Amount >= 0).Check(Many);
    }

    [Fact]
    public void Calculate_FactorsOfAnySize_AreRefusedExactlyWhereStorageEnds()
    {
        var factors = from digits in UpTo(long.MaxValue)
                      from scale in Gen.Choose(0, 10)
                      select new decimal((int)digits, (int)(digits >> 32), 0, false, (byte)scale);
        var wild = from one in Cases
                   from input in factors
                   from output in factors
                   from rate in factors
                   select one with
                   {
                       Terms = one.Terms with
                       {
                           Price = new Price("v1", "CNY", input, 0m, output),
                           Fx = new FxRate("CNY", "USD", Math.Max(rate, 0.0000000001m), default),
                       },
                   };
        var refused = 0;
        var charged = 0;
        Prop.ForAll(wild.ToArbitrary(), one =>
        {
            var fits = (one.ListLines() * one.Fx).ToNanos() <= long.MaxValue && one.Terms.Check() is null;
            var isCharged = ChargeCalculator.Calculate(one.Usage, one.Mode, one.Terms).TryGet(out var charge, out _);
            _ = isCharged ? charged++ : refused++;
            return isCharged == fits && (!isCharged || new BigInteger(Money.ToNanos(charge!.Amount)) == one.Exact().ToNanos());
        }).Check(Many);
        refused.ShouldBeGreaterThan(100);
        charged.ShouldBeGreaterThan(100);
    }

    private static void Check(Func<Case, bool> holds) => Prop.ForAll(Cases.ToArbitrary(), holds).Check(Many);

    private sealed record Case(Usage Usage, ServeMode Mode, ChargeTerms Terms)
    {
        public Rational Fx => Rational.Of(Terms.Fx!.Rate);

        public Charge Charge()
        {
            ChargeCalculator.Calculate(Usage, Mode, Terms).TryGet(out var charge, out var error).ShouldBeTrue(error?.Message);
            return charge!;
        }

        public Rational ListLines()
        {
            var price = Terms.Price!;
            var write = price.CacheWrite ?? price.Input;
            var plain = Usage.InputTokens - Usage.CachedInputTokens - Usage.CacheWriteTokens - Usage.AudioInputTokens;
            return Of(plain, price.Input)
                + Of(Usage.CachedInputTokens, price.CachedInput)
                + Of(Usage.CacheWriteTokens - Usage.CacheWriteLongTokens, write)
                + Of(Usage.CacheWriteLongTokens, price.CacheWriteLong ?? write)
                + Of(Usage.AudioInputTokens, price.AudioInput ?? price.Input)
                + Of(Usage.OutputTokens - Usage.ReasoningTokens, price.Output)
                + Of(Usage.ReasoningTokens, price.Reasoning ?? price.Output);
        }

        private static Rational Of(long tokens, decimal unitPrice) => new Rational(tokens, 1_000_000) * Rational.Of(unitPrice);

        public Rational Exact() =>
            ListLines() * Fx * (Mode == ServeMode.ExactCache ? Rational.Of(1m - Terms.ExactCacheDiscount) : new Rational(1, 1));
    }
}
