using System.Globalization;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>Reads numbers as files write them, exactly: never through binary floating point.</summary>
public static class NumberText
{
    /// <summary>Highest count that is believed: 10¹³.</summary>
    public const long MaxCount = 10_000_000_000_000;

    /// <summary>Highest amount that is believed, whatever its sign: 10¹².</summary>
    public const decimal MaxAmount = 1_000_000_000_000m;

    /// <summary>Decimals that are kept; what is beyond is rounded half-even, so that sums stay exact.</summary>
    public const int Decimals = 18;

    /// <summary>Reads a number; groups of three digits may be set apart. False for anything else, a formula too.</summary>
    /// <param name="text">What the file says.</param>
    /// <param name="decimalComma">Whether decimals follow a comma, and groups a point.</param>
    /// <param name="value">The number, with at most 18 decimals.</param>
    public static bool TryRead(string text, bool decimalComma, out decimal value)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = 0;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty || trimmed.Length > 100)
        {
            return false;
        }

        Span<char> plain = stackalloc char[trimmed.Length];
        if (!TryPlain(trimmed, decimalComma, plain, out var length)
            || !decimal.TryParse(
                plain[..length], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
            || value > MaxAmount || value < -MaxAmount)
        {
            return false;
        }

        value = decimal.Round(value, Decimals, MidpointRounding.ToEven);
        return true;
    }

    /// <summary>Reads a count: a whole number, zero or more; <c>1200.0</c> is one too.</summary>
    public static bool TryReadCount(string text, bool decimalComma, out long count)
    {
        count = 0;
        if (!TryRead(text, decimalComma, out var value) || value < 0 || value > MaxCount || value != decimal.Truncate(value))
        {
            return false;
        }

        count = (long)value;
        return true;
    }

    // Sign, whole part with its groups, fraction, exponent; the groups' separators are left out.
    private static bool TryPlain(ReadOnlySpan<char> text, bool decimalComma, Span<char> plain, out int length)
    {
        length = 0;
        if (text[0] is '-' or '+')
        {
            plain[length++] = text[0];
            text = text[1..];
        }

        var exponentAt = text.IndexOfAny('e', 'E');
        var body = exponentAt < 0 ? text : text[..exponentAt];
        var markAt = body.IndexOf(decimalComma ? ',' : '.');
        var whole = markAt < 0 ? body : body[..markAt];
        var fraction = markAt < 0 ? default : body[(markAt + 1)..];
        if (whole.Length + fraction.Length == 0 || fraction.ContainsAnyExceptInRange('0', '9') || !TryUngroup(whole, plain, ref length))
        {
            return false;
        }

        if (fraction.Length > 0)
        {
            plain[length++] = '.';
            fraction.CopyTo(plain[length..]);
            length += fraction.Length;
        }

        if (exponentAt >= 0)
        {
            text[exponentAt..].CopyTo(plain[length..]);
            length += text.Length - exponentAt;
        }

        return true;
    }

    // Groups are of exactly three digits but for the first, and set apart by the same character throughout.
    private static bool TryUngroup(ReadOnlySpan<char> whole, Span<char> plain, ref int length)
    {
        var firstEnd = whole.IndexOfAnyExceptInRange('0', '9');
        if (firstEnd < 0)
        {
            whole.CopyTo(plain[length..]);
            length += whole.Length;
            return true;
        }

        var separator = whole[firstEnd];
        if (firstEnd is 0 or > 3 || separator is not (',' or '.' or '\'' or ' ' or '\u00a0' or '\u202f'))
        {
            return false;
        }

        foreach (var range in whole.Split(separator))
        {
            var group = whole[range];
            if (group.ContainsAnyExceptInRange('0', '9') || (range.Start.Value > 0 && group.Length != 3))
            {
                return false;
            }

            group.CopyTo(plain[length..]);
            length += group.Length;
        }

        return true;
    }
}
