namespace NextModel.Billing;

/// <summary>
/// A number of at least zero as digits and a count of decimals, exact under multiplication: what <see cref="decimal"/> would be
/// with 128 bits and no rounding of its own. What does not fit becomes <see cref="TooLarge"/> and stays it.
/// </summary>
/// <param name="Digits">The number times 10^<paramref name="Scale"/>.</param>
/// <param name="Scale">Decimals, 0 to 28.</param>
internal readonly record struct ExactFigure(UInt128 Digits, int Scale)
{
    private static readonly UInt128[] PowersOfTen = [.. Enumerable.Range(0, 29).Select(Power)];

    /// <summary>
    /// More than storage holds: the largest amount is 2⁶³ nanos, so its digits with 28 decimals are below 2⁶³ × 10¹⁹ &lt; 2¹²⁷.
    /// </summary>
    public static ExactFigure TooLarge { get; } = new(UInt128.MaxValue, 0);

    public static ExactFigure Of(decimal value) => new(DigitsOf(value), value.Scale);

    public ExactFigure Times(decimal factor) => Times(DigitsOf(factor), Scale + factor.Scale);

    public ExactFigure Plus(in ExactFigure other)
    {
        var scale = Math.Max(Scale, other.Scale);
        var left = Times(PowersOfTen[scale - Scale], scale).Digits;
        var right = other.Times(PowersOfTen[scale - other.Scale], scale).Digits;
        return right > UInt128.MaxValue - left ? TooLarge : new(left + right, scale);
    }

    /// <summary>Divided by 1,000,000.</summary>
    public ExactFigure PerMillion() => this with { Scale = Scale + 6 };

    /// <summary>Divided by a whole number, and rounded half-even to that many decimals.</summary>
    public ExactFigure Over(int divisor, int decimals)
    {
        var above = Scale < decimals ? Times(PowersOfTen[decimals - Scale], decimals) : this;
        if (above.Digits == UInt128.MaxValue)
        {
            return TooLarge;
        }

        var one = (UInt128)divisor * PowersOfTen[Math.Max(0, Scale - decimals)];
        var (whole, rest) = UInt128.DivRem(above.Digits, one);
        var up = rest > one - rest || (rest == one - rest && UInt128.IsOddInteger(whole));
        return new(whole + (up ? UInt128.One : UInt128.Zero), decimals);
    }

    /// <summary>False when a decimal has too few digits for it.</summary>
    public bool TryToDecimal(out decimal value)
    {
        var fits = Digits >> 96 == UInt128.Zero;
        value = fits ? ToDecimal(Digits, negative: false, Scale) : 0m;
        return fits;
    }

    /// <summary>
    /// Rounds half-even to nanos. <paramref name="rounding"/> is what that added, or took away, exactly. False when storage cannot
    /// hold the result.
    /// </summary>
    public bool TryRound(out long nanos, out decimal rounding)
    {
        rounding = 0m;
        var whole = Digits;
        if (Scale <= Money.Decimals)
        {
            whole *= PowersOfTen[Money.Decimals - Scale];
        }
        else
        {
            var one = PowersOfTen[Scale - Money.Decimals];
            (whole, var rest) = UInt128.DivRem(Digits, one);
            var up = rest > one - rest || (rest == one - rest && UInt128.IsOddInteger(whole));
            whole += up ? UInt128.One : UInt128.Zero;
            rounding = rest == UInt128.Zero ? 0m : ToDecimal(up ? one - rest : rest, negative: !up, Scale);
        }

        var fits = whole <= (UInt128)long.MaxValue;
        nanos = fits ? (long)whole : 0;
        return fits;
    }

    // A product of m and n bits has m + n bits or one less: at 129 it is at least 2¹²⁷.
    private ExactFigure Times(UInt128 factor, int scale) =>
        Digits == UInt128.MaxValue || UInt128.LeadingZeroCount(Digits) + UInt128.LeadingZeroCount(factor) < 128
            ? TooLarge
            : new(Digits * factor, scale);

    private static decimal ToDecimal(UInt128 digits, bool negative, int scale) =>
        new((int)digits, (int)(digits >> 32), (int)(digits >> 64), negative, (byte)scale);

    private static UInt128 DigitsOf(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
    }

    private static UInt128 Power(int exponent)
    {
        var power = UInt128.One;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
