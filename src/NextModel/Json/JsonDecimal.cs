using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;

namespace NextModel.Json;

/// <summary>
/// A JSON number as sign, significant digits and the place of its point, of any length, without arithmetic on the digits. Written in
/// the layout of ECMAScript's Number::toString, so that a number a double can hold exactly looks as RFC 8785 wants it.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct JsonDecimal
{
    private const int PlainDigits = 15;
    private const int LongestPlain = 21;
    private const int MostLeadingZeros = 6;
    private const int MaxExponentDigits = 18;

    private readonly ReadOnlySpan<byte> _whole;
    private readonly ReadOnlySpan<byte> _fraction;
    private readonly bool _negative;
    private readonly int _first;
    private readonly int _count;
    private readonly long _point;

    /// <summary>Takes a number of the JSON grammar apart; the exponent's digits fit in 64 bits.</summary>
    private JsonDecimal(ReadOnlySpan<byte> number, int exponentAt, long exponent)
    {
        _negative = number[0] == '-';
        var mantissa = number[(_negative ? 1 : 0)..exponentAt];
        var point = mantissa.IndexOf((byte)'.');
        _whole = point < 0 ? mantissa : mantissa[..point];
        _fraction = point < 0 ? [] : mantissa[(point + 1)..];
        _first = FirstNonZero(_whole, _fraction);
        _count = LastNonZero(_whole, _fraction) + 1 - _first;
        _point = _whole.Length - _first + exponent;
    }

    /// <summary>True for a whole number that is already in its one spelling, in doubles and in decimals alike.</summary>
    public static bool IsPlainInteger(ReadOnlySpan<byte> number)
    {
        if (number.Length > PlainDigits || number is [(byte)'-', (byte)'0', ..])
        {
            return false;
        }

        foreach (var b in number[(number[0] == '-' ? 1 : 0)..])
        {
            if (!char.IsAsciiDigit((char)b))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Writes the decimal value: the same bytes for every spelling of it. An exponent of more than 18 digits stays as it is written,
    /// so that work and size are bounded by the spelling.
    /// </summary>
    public static void Write(scoped ReadOnlySpan<byte> number, ref Utf8Output output)
    {
        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        if (exponentAt < 0)
        {
            Write(new JsonDecimal(number, number.Length, 0), ref output);
        }
        else if (TryReadExponent(number[(exponentAt + 1)..], out var exponent))
        {
            Write(new JsonDecimal(number, exponentAt, exponent), ref output);
        }
        else if (new JsonDecimal(number, exponentAt, 0)._count == 0)
        {
            output.Write((byte)'0');
        }
        else
        {
            output.Write(number);
        }
    }

    /// <summary>Writes the nearest double as ECMAScript does; a number beyond the range of doubles as its decimal value.</summary>
    public static void WriteDouble(scoped ReadOnlySpan<byte> number, ref Utf8Output output)
    {
        Span<byte> shortest = stackalloc byte[32];
        if (Utf8Parser.TryParse(number, out double value, out _) && double.IsFinite(value)
            && value.TryFormat(shortest, out var written, "R", CultureInfo.InvariantCulture))
        {
            Write(shortest[..written], ref output);
        }
        else
        {
            Write(number, ref output);
        }
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        var negative = text[0] == '-';
        var digits = (text[0] is (byte)'+' or (byte)'-' ? text[1..] : text).TrimStart((byte)'0');
        exponent = 0;
        if (digits.Length > MaxExponentDigits)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            exponent = (exponent * 10) + (digit - '0');
        }

        exponent = negative ? -exponent : exponent;
        return true;
    }

    private static int FirstNonZero(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction)
    {
        var at = whole.IndexOfAnyExcept((byte)'0');
        if (at >= 0)
        {
            return at;
        }

        at = fraction.IndexOfAnyExcept((byte)'0');
        return whole.Length + (at < 0 ? fraction.Length : at);
    }

    private static int LastNonZero(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction)
    {
        var at = fraction.LastIndexOfAnyExcept((byte)'0');
        if (at >= 0)
        {
            return whole.Length + at;
        }

        at = whole.LastIndexOfAnyExcept((byte)'0');
        return at < 0 ? whole.Length + fraction.Length - 1 : at;
    }

    private static void Write(scoped JsonDecimal number, ref Utf8Output output)
    {
        if (number._count == 0)
        {
            output.Write((byte)'0');
            return;
        }

        if (number._negative)
        {
            output.Write((byte)'-');
        }

        if (number._point is > 0 and <= LongestPlain)
        {
            WritePlain(number, (int)number._point, ref output);
        }
        else if (number._point is > -MostLeadingZeros and <= 0)
        {
            output.Write("0."u8);
            output.Write("000000"u8[..(int)-number._point]);
            WriteDigits(number, 0, number._count, ref output);
        }
        else
        {
            WriteScientific(number, ref output);
        }
    }

    private static void WritePlain(scoped JsonDecimal number, int point, ref Utf8Output output)
    {
        WriteDigits(number, 0, Math.Min(number._count, point), ref output);
        if (number._count <= point)
        {
            output.Write("000000000000000000000"u8[..(point - number._count)]);
            return;
        }

        output.Write((byte)'.');
        WriteDigits(number, point, number._count, ref output);
    }

    private static void WriteScientific(scoped JsonDecimal number, ref Utf8Output output)
    {
        WriteDigits(number, 0, 1, ref output);
        if (number._count > 1)
        {
            output.Write((byte)'.');
            WriteDigits(number, 1, number._count, ref output);
        }

        var exponent = number._point - 1;
        output.Write((byte)'e');
        output.Write(exponent < 0 ? (byte)'-' : (byte)'+');
        Math.Abs(exponent).TryFormat(output.Reserve(20), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    private static void WriteDigits(scoped JsonDecimal number, int from, int to, ref Utf8Output output)
    {
        var whole = number._whole.Length;
        from += number._first;
        to += number._first;
        if (from < whole)
        {
            output.Write(number._whole[from..Math.Min(to, whole)]);
        }

        if (to > whole)
        {
            output.Write(number._fraction[Math.Max(0, from - whole)..(to - whole)]);
        }
    }
}
