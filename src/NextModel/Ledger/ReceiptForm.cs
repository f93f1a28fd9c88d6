namespace NextModel.Ledger;

/// <summary>
/// What many receipts have in common: canonical text with a <see cref="ReceiptGap"/> byte wherever they differ. A receipt is stored as
/// the number of its form and the values of the gaps.
/// </summary>
/// <param name="text">Canonical JSON with gaps.</param>
/// <param name="organizationId">Whose receipts have it.</param>
/// <param name="projectId">The project of all of them.</param>
public sealed class ReceiptForm(byte[] text, string organizationId, string projectId)
{
    public string OrganizationId => organizationId;

    public string ProjectId => projectId;

    /// <summary>The team that the project had then.</summary>
    public string TeamId { get; init; } = "";

    /// <summary>What stands beside it; null where that was not read.</summary>
    public ReceiptLabels? Labels { get; init; }

    public ReadOnlyMemory<byte> Text => text;

    /// <summary>Where values stand in receipts of the form; null until one was parsed. Whoever comes first sets it, and any is as good.</summary>
    internal FormLayout? Layout { get; set; }

    /// <summary>The receipt text that was written. False when the values do not fit the form: the row was damaged.</summary>
    /// <param name="row">Its values.</param>
    /// <param name="sink">Empty; takes the text.</param>
    /// <param name="gaps">Empty; is told where the gaps stand in the text. Null for nobody.</param>
    internal bool TryFill(LedgerRow row, ref ByteSink sink, FormGaps? gaps = null)
    {
        ReadOnlySpan<byte> values = row.Values.Span;
        ReadOnlySpan<byte> rest = text;
        while (true)
        {
            var gap = rest.IndexOfAnyInRange((byte)ReceiptGap.Text, (byte)ReceiptGap.RowPreviousHash);
            if (gap < 0)
            {
                sink.Append(rest);
                return values.IsEmpty;
            }

            sink.Append(rest[..gap]);
            var (kind, start) = ((ReceiptGap)rest[gap], sink.Length);
            if (!TryFillGap(kind, row, ref values, ref sink))
            {
                return false;
            }

            gaps?.Add(kind, start, sink.Written[start..]);
            rest = rest[(gap + 1)..];
        }
    }

    private static bool TryFillGap(ReceiptGap gap, LedgerRow row, ref ReadOnlySpan<byte> values, ref ByteSink sink)
    {
        switch (gap)
        {
            case ReceiptGap.RowId:
                ReceiptIds.Write(row.Id, sink.Take(2 * ReceiptIds.Size));
                return true;
            case ReceiptGap.RowCompletedAt:
                return TryFillTime(row.CompletedAt, ref sink);
            case ReceiptGap.RowSequence:
                CanonicalText.AppendNumber(ref sink, row.LogSequence);
                return true;
            case ReceiptGap.RowPreviousHash:
                row.PreviousHash.WriteHex(sink.Take(2 * ReceiptHash.Size));
                return true;
            case ReceiptGap.Hash:
                return TryFillHex(ReceiptHash.Size, ref values, ref sink);
            case ReceiptGap.Id:
                return TryFillHex(ReceiptIds.Size, ref values, ref sink);
            case ReceiptGap.Amount:
                return TryFillAmount(ref values, ref sink);
            default:
                return TryFillVariable(gap, ref values, ref sink);
        }
    }

    private static bool TryFillVariable(ReceiptGap gap, ref ReadOnlySpan<byte> values, ref ByteSink sink)
    {
        if (!VariableNumber.TryRead(ref values, out var number))
        {
            return false;
        }

        switch (gap)
        {
            case ReceiptGap.Number:
                CanonicalText.AppendNumber(ref sink, number);
                return true;
            case ReceiptGap.Time:
                return TryFillTime(number, ref sink);
            case ReceiptGap.Text when number >= 0 && number <= values.Length:
                sink.Append(values[..(int)number]);
                values = values[(int)number..];
                return true;
            default:
                return false;
        }
    }

    private static bool TryFillTime(long unixMilliseconds, ref ByteSink sink)
    {
        if (unixMilliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || unixMilliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        CanonicalText.WriteTime(unixMilliseconds, sink.Take(CanonicalText.TimeSize));
        return true;
    }

    private static bool TryFillHex(int size, ref ReadOnlySpan<byte> values, ref ByteSink sink)
    {
        if (values.Length < size)
        {
            return false;
        }

        HexText.Write(values[..size], sink.Take(2 * size));
        values = values[size..];
        return true;
    }

    private static bool TryFillAmount(ref ReadOnlySpan<byte> values, ref ByteSink sink)
    {
        if (values.IsEmpty || values[0] is < CanonicalText.MinPlaces or > CanonicalText.MaxPlaces)
        {
            return false;
        }

        var places = values[0];
        values = values[1..];
        if (!VariableNumber.TryRead(ref values, out var digits))
        {
            return false;
        }

        CanonicalText.AppendAmount(ref sink, digits, places);
        return true;
    }
}
