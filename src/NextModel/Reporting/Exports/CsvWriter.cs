using System.Buffers;
using System.Text;
using NextModel.Billing;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>
/// CSV as RFC 4180 has it: commas, CRLF, quotes doubled. A text cell that a spreadsheet would take for a formula begins with an
/// apostrophe instead (OWASP ASVS 5.0 §1.2.10); numbers never do, because a negative one begins with a minus sign.
/// </summary>
internal sealed class CsvWriter
{
    private const int ShortText = 256;
    private const int MaxBytesPerChar = 3;

    private static readonly SearchValues<byte> Quoted = SearchValues.Create(",\"\r\n"u8);

    private ByteSink _bytes = new(1 << 16);
    private bool _isFirst = true;

    public ReadOnlySpan<byte> Written => _bytes.Written;

    /// <summary>The same as memory; good until more is written.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes.Memory;

    public void Clear() => _bytes.Clear();

    /// <summary>Text that others chose.</summary>
    public void Text(ReadOnlySpan<char> value)
    {
        Span<byte> utf8 = value.Length <= ShortText ? stackalloc byte[ShortText * MaxBytesPerChar] : new byte[value.Length * MaxBytesPerChar];
        Text(utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
    }

    /// <summary>The same as UTF-8.</summary>
    public void Text(ReadOnlySpan<byte> value)
    {
        Separate();
        var guard = !value.IsEmpty && value[0] is (byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or (byte)'\t' or (byte)'\r' or (byte)'\0';
        if (!value.ContainsAny(Quoted))
        {
            if (guard)
            {
                _bytes.Append((byte)'\'');
            }

            _bytes.Append(value);
            return;
        }

        _bytes.Append(guard ? "\"'"u8 : "\""u8);
        while (value.IndexOf((byte)'"') is >= 0 and var quote)
        {
            _bytes.Append(value[..(quote + 1)]);
            _bytes.Append((byte)'"');
            value = value[(quote + 1)..];
        }

        _bytes.Append(value);
        _bytes.Append((byte)'"');
    }

    /// <summary>Bytes that need neither quotes nor guard: ids, times, figures.</summary>
    public void Raw(ReadOnlySpan<byte> value)
    {
        Separate();
        _bytes.Append(value);
    }

    /// <summary>A cell without a value.</summary>
    public void Null() => Separate();

    public void Number(long value)
    {
        Separate();
        CanonicalText.AppendNumber(ref _bytes, value);
    }

    /// <summary>A figure as it is, without an exponent; with at least <paramref name="places"/> decimals.</summary>
    public void Figure(decimal value, int places = 0)
    {
        Separate();
        Span<byte> digits = stackalloc byte[Money.MaxLength];
        _bytes.Append(digits[..(places == Money.Decimals ? Money.FormatExact(value, digits) : Money.FormatUnitPrice(value, digits))]);
    }

    public void EndRow()
    {
        _bytes.Append("\r\n"u8);
        _isFirst = true;
    }

    private void Separate()
    {
        if (!_isFirst)
        {
            _bytes.Append((byte)',');
        }

        _isFirst = false;
    }
}
