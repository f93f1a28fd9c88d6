using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using NextModel.Billing;

namespace NextModel.Ledger;

/// <summary>The spelling of single values on receipts: RFC 8785 strings, RFC 3339 times, plain decimals.</summary>
internal static class CanonicalText
{
    /// <summary>Bytes of a time: <c>2026-11-21T14:31:50.912Z</c>.</summary>
    public const int TimeSize = 24;

    /// <summary>Places every amount has at least: money is a whole number of 10⁻⁹ units.</summary>
    public const int MinPlaces = Money.Decimals;

    /// <summary>Places an amount can have and still fit a 64-bit whole number.</summary>
    public const int MaxPlaces = 18;

    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (char)i), '"', '\\']);

    /// <summary>Writes the content of a JSON string, without quotes, escaping only what RFC 8785 §3.2.2.2 says.</summary>
    public static void AppendString(ref ByteSink sink, ReadOnlySpan<char> value)
    {
        while (true)
        {
            var run = value.IndexOfAny(Escaped);
            var plain = run < 0 ? value : value[..run];
            var start = sink.Length;
            var written = Encoding.UTF8.GetBytes(plain, sink.Take(plain.Length * 3));
            sink.Truncate(start + written);
            if (run < 0)
            {
                return;
            }

            AppendEscape(ref sink, value[run]);
            value = value[(run + 1)..];
        }
    }

    /// <summary>Writes Unix milliseconds as RFC 3339 in UTC into 24 bytes.</summary>
    public static void WriteTime(long unixMilliseconds, Span<byte> destination)
    {
        // "O" is the one format the runtime has a fast path for: 2026-11-21T14:31:50.9120000Z.
        Span<byte> round = stackalloc byte[28];
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).UtcDateTime.TryFormat(round, out _, "O", CultureInfo.InvariantCulture);
        round[..23].CopyTo(destination);
        destination[23] = (byte)'Z';
    }

    /// <summary>The same as a string. A row that was changed may say any number: what no receipt can spell becomes the nearest that one can.</summary>
    public static string Time(long unixMilliseconds)
    {
        Span<byte> text = stackalloc byte[TimeSize];
        WriteTime(Math.Clamp(unixMilliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()), text);
        return Encoding.ASCII.GetString(text);
    }

    public static void AppendNumber(ref ByteSink sink, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out var count);
        sink.Append(digits[..count]);
    }

    /// <summary>
    /// An amount as digits and places, nine or as many more as it needs to be exact (the spelling of <see cref="Money.FormatExact(decimal, Span{byte})"/>). False for amounts beyond 64 bits, which no price list
    /// reaches; they are written as text.
    /// </summary>
    public static bool TrySplit(decimal amount, out long digits, out int places)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(amount, bits);
        places = amount.Scale;
        digits = (long)(((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        if (bits[2] != 0 || digits < 0)
        {
            return false;
        }

        while (places > MinPlaces && digits % 10 == 0)
        {
            digits /= 10;
            places--;
        }

        while (places < MinPlaces && digits <= long.MaxValue / 10)
        {
            digits *= 10;
            places++;
        }

        digits = amount < 0 ? -digits : digits;
        return places is >= MinPlaces and <= MaxPlaces;
    }

    public static void AppendAmount(ref ByteSink sink, long digits, int places)
    {
        Span<byte> text = stackalloc byte[24];
        var at = text.Length;
        var rest = digits < 0 ? unchecked((ulong)-digits) : (ulong)digits;
        for (var place = 0; place < places || rest > 0 || place == places; place++)
        {
            if (place == places)
            {
                text[--at] = (byte)'.';
            }

            text[--at] = (byte)('0' + (rest % 10));
            rest /= 10;
        }

        if (digits < 0)
        {
            text[--at] = (byte)'-';
        }

        sink.Append(text[at..]);
    }

    private static void AppendEscape(ref ByteSink sink, char value)
    {
        sink.Append((byte)'\\');
        switch (value)
        {
            case '"' or '\\':
                sink.Append((byte)value);
                return;
            case '\b':
                sink.Append((byte)'b');
                return;
            case '\t':
                sink.Append((byte)'t');
                return;
            case '\n':
                sink.Append((byte)'n');
                return;
            case '\f':
                sink.Append((byte)'f');
                return;
            case '\r':
                sink.Append((byte)'r');
                return;
            default:
                sink.Append("u00"u8);
                HexText.Write([(byte)value], sink.Take(2));
                return;
        }
    }
}
