using System.Buffers.Text;
using System.Numerics;
using System.Runtime.InteropServices;
using NextModel.Billing;

namespace NextModel.Ledger;

/// <summary>
/// Receipt text being written, and at the same time its form and values: constants go into text and form, what varies goes into text
/// and values and leaves a <see cref="ReceiptGap"/> in the form.
/// </summary>
internal sealed class ReceiptText
{
    // Room for the longest sequence number; what follows it is moved down when the number is known.
    private const int SequenceRoom = 19;

    private ByteSink _text = new(4096);
    private ByteSink _form = new(3072);
    private ByteSink _values = new(1024);
    private int _completedAt;
    private int _previousHash;
    private int _sequence;

    /// <summary>The canonical text; complete after <see cref="Place"/>.</summary>
    public ReadOnlySpan<byte> Text => _text.Written;

    public ReadOnlySpan<byte> Form => _form.Written;

    public ReadOnlySpan<byte> Values => _values.Written;

    public void Clear()
    {
        _text.Clear();
        _form.Clear();
        _values.Clear();
    }

    public void Constant(ReadOnlySpan<byte> json)
    {
        _text.Append(json);
        _form.Append(json);
    }

    public void Constant(bool value) => Constant(value ? "true"u8 : "false"u8);

    /// <summary>A quoted string that repeats from receipt to receipt, or null.</summary>
    public void Constant(string? value)
    {
        if (value is null)
        {
            Constant("null"u8);
            return;
        }

        var start = _text.Length;
        _text.Append((byte)'"');
        CanonicalText.AppendString(ref _text, value);
        _text.Append((byte)'"');
        _form.Append(_text.Written[start..]);
    }

    public void Constant(long value)
    {
        var start = _text.Length;
        CanonicalText.AppendNumber(ref _text, value);
        _form.Append(_text.Written[start..]);
    }

    /// <summary>A quoted unit price or rate; they repeat from receipt to receipt.</summary>
    public void Constant(decimal value)
    {
        Span<byte> spelled = stackalloc byte[Money.MaxLength];
        Constant("\""u8);
        Constant(spelled[..Money.FormatUnitPrice(value, spelled)]);
        Constant("\""u8);
    }

    public void Number(long value)
    {
        Gap(ReceiptGap.Number);
        VariableNumber.Append(ref _values, value);
        CanonicalText.AppendNumber(ref _text, value);
    }

    public void NumberOrNull(long? value)
    {
        if (value is { } number)
        {
            Number(number);
        }
        else
        {
            Constant("null"u8);
        }
    }

    /// <summary>A quoted string that differs from receipt to receipt, or null.</summary>
    public void TextOrNull(string? value)
    {
        if (value is null)
        {
            Constant("null"u8);
            return;
        }

        Constant("\""u8);
        var start = _text.Length;
        CanonicalText.AppendString(ref _text, value);
        TextGap(start);
        Constant("\""u8);
    }

    public void Time(DateTimeOffset time)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        Constant("\""u8);
        Gap(ReceiptGap.Time);
        VariableNumber.Append(ref _values, milliseconds);
        CanonicalText.WriteTime(milliseconds, _text.Take(CanonicalText.TimeSize));
        Constant("\""u8);
    }

    /// <summary>32 bytes as hex, without quotes.</summary>
    public void Hash(ReadOnlySpan<byte> hash)
    {
        Gap(ReceiptGap.Hash);
        _values.Append(hash);
        HexText.Write(hash, _text.Take(2 * ReceiptHash.Size));
    }

    /// <summary>16 bytes as hex, without quotes.</summary>
    public void Id(Guid id)
    {
        Gap(ReceiptGap.Id);
        id.TryWriteBytes(_values.Take(ReceiptIds.Size), bigEndian: true, out _);
        ReceiptIds.Write(id, _text.Take(2 * ReceiptIds.Size));
    }

    /// <summary>A quoted amount with at least nine places.</summary>
    public void Amount(decimal amount)
    {
        Constant("\""u8);
        if (CanonicalText.TrySplit(amount, out var digits, out var places))
        {
            Gap(ReceiptGap.Amount);
            _values.Append((byte)places);
            VariableNumber.Append(ref _values, digits);
            CanonicalText.AppendAmount(ref _text, digits, places);
        }
        else
        {
            var start = _text.Length;
            Span<byte> spelled = stackalloc byte[Money.MaxLength];
            _text.Append(spelled[..Money.FormatExact(amount, spelled)]);
            TextGap(start);
        }

        Constant("\""u8);
    }

    /// <summary>The receipt's own id as hex, without quotes.</summary>
    public void RowId(Guid id)
    {
        Gap(ReceiptGap.RowId);
        ReceiptIds.Write(id, _text.Take(2 * ReceiptIds.Size));
    }

    public void RowCompletedAt()
    {
        Gap(ReceiptGap.RowCompletedAt);
        _completedAt = _text.Length;
        _text.Take(CanonicalText.TimeSize);
    }

    public void RowPreviousHash()
    {
        Gap(ReceiptGap.RowPreviousHash);
        _previousHash = _text.Length;
        _text.Take(2 * ReceiptHash.Size);
    }

    public void RowSequence()
    {
        Gap(ReceiptGap.RowSequence);
        _sequence = _text.Length;
        _text.Take(SequenceRoom);
    }

    /// <summary>Fills what only the writer knows: the place in the log. Once per text.</summary>
    public void Place(long sequence, in ReceiptHash previous, long completedAt)
    {
        var text = _text.Written;
        CanonicalText.WriteTime(completedAt, text[_completedAt..]);
        Span<byte> hash = stackalloc byte[ReceiptHash.Size];
        previous.Write(hash);
        HexText.Write(hash, text.Slice(_previousHash, 2 * ReceiptHash.Size));
        Utf8Formatter.TryFormat(sequence, text[_sequence..], out var digits);
        text[(_sequence + SequenceRoom)..].CopyTo(text[(_sequence + digits)..]);
        _text.Truncate(_text.Length - SequenceRoom + digits);
    }

    /// <summary>CRC-32C of the form: finds equal forms fast; equality is still decided byte by byte.</summary>
    public uint FormChecksum()
    {
        var checksum = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(Form);
        foreach (var word in words)
        {
            checksum = BitOperations.Crc32C(checksum, word);
        }

        foreach (var rest in Form[(words.Length * sizeof(ulong))..])
        {
            checksum = BitOperations.Crc32C(checksum, rest);
        }

        return checksum;
    }

    private void Gap(ReceiptGap kind) => _form.Append((byte)kind);

    private void TextGap(int start)
    {
        Gap(ReceiptGap.Text);
        var content = _text.Written[start..];
        VariableNumber.Append(ref _values, content.Length);
        _values.Append(content);
    }
}
