using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NextModel.Billing;
using NextModel.Ledger;

namespace NextModel.Tests.Ledger;

public sealed class CanonicalTextTests
{
    [Fact]
    public void AppendAmount_AnyAmountThatFits_IsTheExactSpelling() => Prop.ForAll<decimal>(amount =>
    {
        if (CanonicalText.TrySplit(amount, out var digits, out var places))
        {
            Spell((ref ByteSink sink) => CanonicalText.AppendAmount(ref sink, digits, places)).ShouldBe(Money.FormatExact(amount));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData("0", "0.000000000")]
    [InlineData("0.00000285", "0.000002850")]
    [InlineData("12345.6", "12345.600000000")]
    [InlineData("-0.0000000005", "-0.0000000005")]
    [InlineData("0.00000000010000", "0.0000000001")]
    [InlineData("9223372036.854775807", "9223372036.854775807")]
    public void AppendAmount_Amount_HasAtLeastNinePlaces(string amount, string expected)
    {
        CanonicalText.TrySplit(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), out var digits, out var places).ShouldBeTrue();

        Spell((ref ByteSink sink) => CanonicalText.AppendAmount(ref sink, digits, places)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(0L, "1970-01-01T00:00:00.000Z")]
    [InlineData(1_795_253_400_963L, "2026-11-21T09:30:00.963Z")]
    [InlineData(2_147_483_648_000L, "2038-01-19T03:14:08.000Z")]
    [InlineData(-1L, "1969-12-31T23:59:59.999Z")]
    public void WriteTime_UnixMilliseconds_IsRfc3339(long milliseconds, string expected) =>
        Spell((ref ByteSink sink) => CanonicalText.WriteTime(milliseconds, sink.Take(CanonicalText.TimeSize))).ShouldBe(expected);

    [Fact]
    public void AppendNumber_AnyNumber_ReadsBackFromItsValue() => Prop.ForAll<long>(number =>
    {
        var sink = new ByteSink(1);
        VariableNumber.Append(ref sink, number);
        ReadOnlySpan<byte> bytes = sink.Written;
        VariableNumber.TryRead(ref bytes, out var read).ShouldBeTrue();
        read.ShouldBe(number);
        bytes.IsEmpty.ShouldBeTrue();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private delegate void Write(ref ByteSink sink);

    private static string Spell(Write write)
    {
        var sink = new ByteSink(1);
        write(ref sink);
        return Encoding.UTF8.GetString(sink.Written);
    }
}
