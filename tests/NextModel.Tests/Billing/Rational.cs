using System.Numerics;

namespace NextModel.Tests.Billing;

/// <summary>A fraction of two whole numbers: slow, exact, and nothing like the code under test.</summary>
internal readonly record struct Rational(BigInteger Over, BigInteger Under)
{
    public static Rational Of(decimal value)
    {
        var bits = decimal.GetBits(value);
        var digits = new BigInteger(new decimal(bits[0], bits[1], bits[2], false, 0));
        return new(value < 0 ? -digits : digits, BigInteger.Pow(10, value.Scale));
    }

    public static Rational operator *(Rational left, Rational right) => new(left.Over * right.Over, left.Under * right.Under);

    public static Rational operator +(Rational left, Rational right) =>
        new((left.Over * right.Under) + (right.Over * left.Under), left.Under * right.Under);

    public bool Is(Rational other) => Over * other.Under == other.Over * Under;

    /// <summary>Whole nanos, half to even.</summary>
    public BigInteger ToNanos()
    {
        var floor = BigInteger.DivRem(Over * 1_000_000_000, Under, out var rest);
        var half = (rest * 2).CompareTo(Under);
        return half > 0 || (half == 0 && !floor.IsEven) ? floor + 1 : floor;
    }
}
