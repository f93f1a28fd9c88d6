using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using NextModel.Billing;
using static NextModel.Tests.Billing.Figures;

namespace NextModel.Tests.Billing;

public sealed class MoneyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1_000).WithQuietOnSuccess(true);

    [Theory]
    [InlineData("0.000002850", 2_850L)]
    [InlineData("0", 0L)]
    [InlineData("1", 1_000_000_000L)]
    [InlineData("0.0000000005", 0L)] // a tie: 0 is even
    [InlineData("0.0000000015", 2L)] // a tie: 2 is even
    [InlineData("0.0000000025", 2L)]
    [InlineData("0.00000000250000000000000001", 3L)] // past the tie
    [InlineData("-0.0000000015", -2L)]
    [InlineData("9223372036.854775807", long.MaxValue)]
    [InlineData("-9223372036.854775807", -long.MaxValue)]
    public void TryToNanos_InRange_RoundsHalfEven(string exact, long nanos)
    {
        Money.TryToNanos(Parse(exact), out var actual).ShouldBeTrue();
        actual.ShouldBe(nanos);
    }

    [Theory]
    [InlineData("9223372036.8547758075")]
    [InlineData("9223372036.854775808")]
    [InlineData("-9223372036.854775808")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    public void TryToNanos_BeyondStorage_Refuses(string exact)
    {
        Money.TryToNanos(Parse(exact), out var nanos).ShouldBeFalse();
        nanos.ShouldBe(0);
        Should.Throw<OverflowException>(() => Money.ToNanos(Parse(exact)));
    }

    [Theory]
    [InlineData(0L, "0.000000000")]
    [InlineData(28_050L, "0.000028050")]
    [InlineData(-1L, "-0.000000001")]
    [InlineData(long.MaxValue, "9223372036.854775807")]
    [InlineData(long.MinValue, "-9223372036.854775808")]
    public void FromNanos_AnyCount_SpellsNineDecimals(long nanos, string amount) =>
        Money.FormatAmount(Money.FromNanos(nanos)).ShouldBe(amount);

    [Theory]
    [InlineData("0", "0.000000000", "0.000000000", "0")]
    [InlineData("0.60", "0.600000000", "0.600000000", "0.60")]
    [InlineData("15", "15.000000000", "15.000000000", "15")]
    [InlineData("1000.000", "1000.000000000", "1000.000000000", "1000.000")]
    [InlineData("0.00000285000000", "0.000002850", "0.000002850", "0.00000285000000")]
    [InlineData("-0.0", "0.000000000", "0.000000000", "0.0")]
    public void Format_Amounts_HasThreeSpellings(string value, string amount, string exact, string unitPrice)
    {
        Money.FormatAmount(Parse(value)).ShouldBe(amount);
        Money.FormatExact(Parse(value)).ShouldBe(exact);
        Money.FormatUnitPrice(Parse(value)).ShouldBe(unitPrice);
    }

    [Theory]
    [InlineData("0.0000000001", "0.0000000001")]
    [InlineData("0.00000010875000", "0.00000010875")]
    [InlineData("-0.0000000000000000000000000001", "-0.0000000000000000000000000001")]
    [InlineData("7.9228162514264337593543950335", "7.9228162514264337593543950335")]
    public void FormatExact_MoreThanNineDecimals_KeepsAll(string value, string exact)
    {
        Money.FormatExact(Parse(value)).ShouldBe(exact);
        Should.Throw<ArgumentException>(() => Money.FormatAmount(Parse(value)));
    }

    [Fact]
    public void FormatAmount_DestinationTooSmall_Throws() =>
        Should.Throw<ArgumentException>(() => Money.FormatAmount(1m, new byte[10]));

    [Fact]
    public void FormatExact_AnyDecimal_FitsMaxLengthAndReadsBackTheSame()
    {
        var decimals = ArbMap.Default.ArbFor<decimal>().Generator;
        Prop.ForAll(decimals.ToArbitrary(), value =>
        {
            Parse(Money.FormatExact(value)).ShouldBe(value);
            Parse(Money.FormatUnitPrice(value)).ShouldBe(value);
        }).Check(Many);
        Money.FormatExact(decimal.MinValue).Length.ShouldBeLessThanOrEqualTo(Money.MaxLength);
        Money.FormatExact(new decimal(-1, -1, -1, true, 28)).Length.ShouldBeLessThanOrEqualTo(Money.MaxLength);
    }

    [Fact]
    public void ToNanos_OfFromNanos_IsTheSame()
    {
        Prop.ForAll(UpTo(long.MaxValue).ToArbitrary(), nanos =>
            Money.ToNanos(Money.FromNanos(nanos)) == nanos && Money.ToNanos(Money.FromNanos(-nanos)) == -nanos).Check(Many);
    }

    [Fact]
    public void Round_AnyExactFigure_IsTheNearestNano()
    {
        var figures = Decimals(9_000_000_000, 18);
        Prop.ForAll(figures.ToArbitrary(), exact =>
        {
            // In units of 10⁻¹⁸: the distance to the result is at most half a nano, and at exactly half the result is even.
            var scaled = (new BigInteger(Math.Floor(exact)) * BigInteger.Pow(10, 18)) + new BigInteger((exact - Math.Floor(exact)) * 1e18m);
            var nanos = new BigInteger(Money.ToNanos(exact));
            var distance = BigInteger.Abs((nanos * 1_000_000_000) - scaled);
            return distance < 500_000_000 || (distance == 500_000_000 && nanos.IsEven);
        }).Check(Many);
    }

    [Fact]
    public void Format_IntoSpan_AllocatesNothing()
    {
        var destination = new byte[Money.MaxLength];
        Measure();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Measure();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Measure()
        {
            for (var i = 0; i < 1_000; i++)
            {
                Money.FormatAmount(0.000028050m, destination);
                Money.FormatExact(0.000000108750m, destination);
                Money.FormatUnitPrice(0.60m, destination);
            }
        }
    }
}
