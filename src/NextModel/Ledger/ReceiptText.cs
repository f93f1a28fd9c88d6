using System.Buffers.Text;
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

    // Constants are copied from text to form in one piece, when a gap ends them: from here.
    private int _constants;
    private int _completedAt;
    private int _previousHash;
    private int _sequence;

    /// <summary>The canonical text; complete after <see cref="Place"/>.</summary>
    public ReadOnlySpan<byte> Text => _text.Written;

    /// <summary>Complete after <see cref="End"/>.</summary>
    public ReadOnlySpan<byte> Form => _form.Written;

    public ReadOnlySpan<byte> Values => _values.Written;

    public void Clear()
    {
        _text.Clear();
        _form.Clear();
        _values.Clear();
        _constants = 0;
    }

    public void Constant(ReadOnlySpan<byte> json) => _text.Append(json);

    public void Constant(bool value) => Constant(value ? "true"u8 : "false"u8);

    /// <summary>A quoted string that repeats from receipt to receipt, or null.</summary>
    public void Constant(string? value)
    {
        if (value is null)
        {
            Constant("null"u8);
            return;
        }

        _text.Append((byte)'"');
        CanonicalText.AppendString(ref _text, value);
        _text.Append((byte)'"');
    }

    public void Constant(long value) => CanonicalText.AppendNumber(ref _text, value);

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
        BeginGap(ReceiptGap.Number);
        VariableNumber.Append(ref _values, value);
        CanonicalText.AppendNumber(ref _text, value);
        EndGap();
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
        BeginGap(ReceiptGap.Text);
        CanonicalText.AppendString(ref _text, value);
        EndTextGap();
        Constant("\""u8);
    }

    public void Time(DateTimeOffset time)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        Constant("\""u8);
        BeginGap(ReceiptGap.Time);
        VariableNumber.Append(ref _values, milliseconds);
        CanonicalText.WriteTime(milliseconds, _text.Take(CanonicalText.TimeSize));
        EndGap();
        Constant("\""u8);
    }

    /// <summary>32 bytes as hex, without quotes.</summary>
    public void Hash(ReadOnlySpan<byte> hash)
    {
        BeginGap(ReceiptGap.Hash);
        _values.Append(hash);
        HexText.Write(hash, _text.Take(2 * ReceiptHash.Size));
        EndGap();
    }

    /// <summary>16 bytes as hex, without quotes.</summary>
    public void Id(Guid id)
    {
        BeginGap(ReceiptGap.Id);
        id.TryWriteBytes(_values.Take(ReceiptIds.Size), bigEndian: true, out _);
        ReceiptIds.Write(id, _text.Take(2 * ReceiptIds.Size));
        EndGap();
    }

    /// <summary>A quoted amount with at least nine places.</summary>
    public void Amount(decimal amount)
    {
        Constant("\""u8);
        if (CanonicalText.TrySplit(amount, out var digits, out var places))
        {
            BeginGap(ReceiptGap.Amount);
            _values.Append((byte)places);
            VariableNumber.Append(ref _values, digits);
            CanonicalText.AppendAmount(ref _text, digits, places);
            EndGap();
        }
        else
        {
            Span<byte> spelled = stackalloc byte[Money.MaxLength];
            BeginGap(ReceiptGap.Text);
            _text.Append(spelled[..Money.FormatExact(amount, spelled)]);
            EndTextGap();
        }

        Constant("\""u8);
    }

    /// <summary>The receipt's own id as hex, without quotes.</summary>
    public void RowId(Guid id)
    {
        BeginGap(ReceiptGap.RowId);
        ReceiptIds.Write(id, _text.Take(2 * ReceiptIds.Size));
        EndGap();
    }

    public void RowCompletedAt() => _completedAt = RowGap(ReceiptGap.RowCompletedAt, CanonicalText.TimeSize);

    public void RowPreviousHash() => _previousHash = RowGap(ReceiptGap.RowPreviousHash, 2 * ReceiptHash.Size);

    public void RowSequence() => _sequence = RowGap(ReceiptGap.RowSequence, SequenceRoom);

    /// <summary>Ends the text: the form is complete.</summary>
    public void End() => _form.Append(_text.Written[_constants..]);

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

    private void BeginGap(ReceiptGap kind)
    {
        var constants = _text.Written[_constants..];
        var form = _form.Take(constants.Length + 1);
        constants.CopyTo(form);
        form[^1] = (byte)kind;
        _constants = _text.Length;
    }

    private void EndGap() => _constants = _text.Length;

    private void EndTextGap()
    {
        var content = _text.Written[_constants..];
        VariableNumber.Append(ref _values, content.Length);
        _values.Append(content);
        EndGap();
    }

    private int RowGap(ReceiptGap kind, int room)
    {
        BeginGap(kind);
        _text.Take(room);
        var start = _constants;
        EndGap();
        return start;
    }
}
