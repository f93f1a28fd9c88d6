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
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private ByteSink _bytes = new(1 << 16);
    private bool _isFirst = true;

    public ReadOnlySpan<byte> Written => _bytes.Written;

    public void Clear() => _bytes.Clear();

    /// <summary>Text that others chose.</summary>
    public void Text(ReadOnlySpan<char> value)
    {
        Separate();
        var guard = !value.IsEmpty && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\0';
        if (!value.ContainsAny(Quoted))
        {
            if (guard)
            {
                _bytes.Append((byte)'\'');
            }

            Append(value);
            return;
        }

        _bytes.Append(guard ? "\"'"u8 : "\""u8);
        while (value.IndexOf('"') is >= 0 and var quote)
        {
            Append(value[..(quote + 1)]);
            _bytes.Append((byte)'"');
            value = value[(quote + 1)..];
        }

        Append(value);
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

    private void Append(ReadOnlySpan<char> value)
    {
        var start = _bytes.Length;
        var written = Encoding.UTF8.GetBytes(value, _bytes.Take(value.Length * 3));
        _bytes.Truncate(start + written);
    }
}
