using System.Numerics;
using System.Text;
using NextModel.Json;

namespace NextModel.Tests.Json;

/// <summary>Numbers as exact decimals: one spelling for one value, two for two.</summary>
public sealed class JsonDecimalTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("0.000", "0")]
    [InlineData("-0.0e-7", "0")]
    [InlineData("0e99999999999999999999999", "0")]
    [InlineData("0.70", "0.7")]
    [InlineData("7e-1", "0.7")]
    [InlineData("70E-2", "0.7")]
    [InlineData("1.0", "1")]
    [InlineData("1e2", "100")]
    [InlineData("1E+2", "100")]
    [InlineData("0.001e5", "100")]
    [InlineData("-12.50", "-12.5")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("9007199254740993.0", "9007199254740993")]
    [InlineData("123456789012345678901234567890", "1.2345678901234567890123456789e+29")]
    [InlineData("3.14159265358979323846264338327950288", "3.14159265358979323846264338327950288")]
    [InlineData("1e999999999", "1e+999999999")]
    [InlineData("10e999999998", "1e+999999999")]
    [InlineData("-1.5e-999999999999999999", "-1.5e-999999999999999999")]
    [InlineData("1e0000000000000000000000002", "100")]
    [InlineData("1e1000000000000000000", "1e1000000000000000000")]
    public void Write_AnySpelling_IsTheOneSpellingOfTheValue(string number, string expected) => Canonical(number).ShouldBe(expected);

    [Fact]
    public void Write_TwoNumbers_AreEqualExactlyWhenTheirValuesAre() => Seeds.ForAll(5_000, random =>
    {
        var (x, y) = (Spelling(random), Spelling(random));
        (Canonical(x) == Canonical(y)).ShouldBe(Value(x) == Value(y), $"{x} and {y}");
        Value(Canonical(x)).ShouldBe(Value(x), x);
    });

    [Fact]
    public void Write_NumberOfFewDigits_IsSpelledAsRfc8785Does() => Seeds.ForAll(5_000, random =>
    {
        var number = $"{random.NextInt64(-999_999_999_999_999, 999_999_999_999_999)}e{random.Next(-300, 280)}";
        var tape = Parsed.Strict(number);
        using var output = new PooledBuffer();
        Rfc8785.Write(tape.Root, output);
        Encoding.UTF8.GetString(output.Written).ShouldBe(Canonical(number));
        tape.Return();
    });

    [Fact]
    public void Write_HugeNumbers_AreNoLongerThanTheirSpelling()
    {
        var number = "1" + new string('0', 2_000_000) + "." + new string('0', 2_000_000) + "1e-" + new string('9', 18);
        Canonical("[" + number + "]").Length.ShouldBeLessThan(number.Length + 64);
        Canonical("[" + string.Join(',', Enumerable.Repeat("1e999999999", 50_000)) + "]").Length.ShouldBeLessThan(50_000 * 14);
    }

    private static string Spelling(Random random)
    {
        // Few digits and few exponents, so that equal values meet.
        var sign = random.Next(3) == 0 ? "-" : "";
        var whole = random.Next(3) switch { 0 => "0", 1 => random.Next(1, 40).ToString("D", null), _ => $"{random.Next(1, 9)}00" };
        var fraction = random.Next(2) == 0 ? "" : "." + new string('0', random.Next(3)) + random.Next(30) + new string('0', random.Next(3));
        var exponent = random.Next(2) == 0 ? "" : "eE"[random.Next(2)] + new[] { "", "+", "-" }[random.Next(3)] + random.Next(4);
        return sign + whole + fraction + exponent;
    }

    // A whole number of units of 10^-40.
    private static BigInteger Value(string spelling)
    {
        var parts = spelling.Split('e', 'E');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], null) : 0;
        var mantissa = parts[0].Split('.');
        var fraction = mantissa.Length > 1 ? mantissa[1] : "";
        return BigInteger.Parse(mantissa[0] + fraction, null) * BigInteger.Pow(10, 40 + exponent - fraction.Length);
    }

    private static string Canonical(string text)
    {
        var tape = Parsed.Strict(text);
        using var output = new PooledBuffer();
        CanonicalJson.Write(tape.Root, output, CanonicalNumbers.Decimals);
        tape.Return();
        return Encoding.UTF8.GetString(output.Written);
    }
}
