using System.Globalization;
using System.Text;

namespace NextModel.Billing;

/// <summary>
/// Money: <see cref="decimal"/> in code, a whole number of 10⁻⁹ currency units ("nanos", 64 bits) in storage, and three spellings.
/// </summary>
/// <remarks>
/// An <i>amount</i> is what is charged, held or summed: whole nanos, written with 9 decimals. An <i>exact</i> figure is a line of
/// arithmetic that no rounding has touched: at least 9 decimals, more where it has them. A <i>unit price</i> is written as it was stated.
/// Writing into a span allocates nothing.
/// </remarks>
public static class Money
{
    /// <summary>Decimals of an amount.</summary>
    public const int Decimals = 9;

    /// <summary>Bytes that hold any figure in any spelling: 29 digits, sign, point, a leading zero.</summary>
    public const int MaxLength = 40;

    /// <summary>The largest amount storage can hold: 9,223,372,036.854775807.</summary>
    public static decimal MaxAmount { get; } = FromNanos(long.MaxValue);

    // One format string per scale, so that none is built per figure.
    private static readonly string[] FixedPoint =
        [.. Enumerable.Range(0, 29).Select(scale => "F" + scale.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The amount nearest to an exact figure; half-way goes to the even neighbour (IEEE 754 roundTiesToEven).</summary>
    public static decimal Round(decimal exact) => decimal.Round(exact, Decimals, MidpointRounding.ToEven);

    /// <summary>Rounds half-even to nanos; false when storage cannot hold the result.</summary>
    public static bool TryToNanos(decimal exact, out long nanos)
    {
        var amount = Round(exact);
        var fits = amount <= MaxAmount && amount >= -MaxAmount;
        nanos = fits ? (long)(amount * 1_000_000_000m) : 0;
        return fits;
    }

    /// <summary>Rounds half-even to nanos. An amount that storage cannot hold was to be refused before it came here.</summary>
    /// <exception cref="OverflowException">The amount is beyond <see cref="MaxAmount"/>.</exception>
    public static long ToNanos(decimal exact) => TryToNanos(exact, out var nanos)
        ? nanos
        : throw new OverflowException(string.Create(CultureInfo.InvariantCulture, $"{exact} is beyond what storage can hold ({MaxAmount})."));

    /// <summary>The amount that <paramref name="nanos"/> stand for, with 9 decimals.</summary>
    public static decimal FromNanos(long nanos) => nanos * 0.000000001m;

    /// <summary>Writes <c>0.000002850</c>: always 9 decimals. Returns the bytes written.</summary>
    /// <exception cref="ArgumentException">The figure has more decimals than an amount: round it first.</exception>
    public static int FormatAmount(decimal amount, Span<byte> destination)
    {
        var written = Write(amount, destination, Decimals, out var decimals);
        return decimals == Decimals ? written : throw new ArgumentException("An amount has 9 decimals; round first.", nameof(amount));
    }

    /// <summary>Writes at least 9 decimals, and all that the figure has. Returns the bytes written.</summary>
    public static int FormatExact(decimal exact, Span<byte> destination) => Write(exact, destination, Decimals, out _);

    /// <summary>An amount in nanos as <see cref="FormatAmount(decimal)"/> writes it.</summary>
    public static string FormatNanos(long nanos) => FormatAmount(FromNanos(nanos));

    /// <summary>Writes <c>0.60</c>: as it was stated, trailing zeros too. Returns the bytes written.</summary>
    public static int FormatUnitPrice(decimal price, Span<byte> destination) => Write(price, destination, price.Scale, out _);

    /// <inheritdoc cref="FormatAmount(decimal, Span{byte})"/>
    public static string FormatAmount(decimal amount)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..FormatAmount(amount, text)]);
    }

    /// <inheritdoc cref="FormatExact(decimal, Span{byte})"/>
    public static string FormatExact(decimal exact)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..FormatExact(exact, text)]);
    }

    /// <inheritdoc cref="FormatUnitPrice(decimal, Span{byte})"/>
    public static string FormatUnitPrice(decimal price)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..FormatUnitPrice(price, text)]);
    }

    // Writes all decimals the value carries, then takes the zeros back: no arithmetic, so no rounding.
    private static int Write(decimal value, Span<byte> destination, int atLeast, out int decimals)
    {
        decimals = Math.Max(value.Scale, atLeast);
        if (!value.TryFormat(destination, out var written, FixedPoint[decimals], CultureInfo.InvariantCulture))
        {
            throw new ArgumentException("Room for Money.MaxLength bytes is needed.", nameof(destination));
        }

        while (decimals > atLeast && destination[written - 1] == '0')
        {
            written--;
            decimals--;
        }

        return decimals == 0 && destination[written - 1] == '.' ? written - 1 : written;
    }
}
