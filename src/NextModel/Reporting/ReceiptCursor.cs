using System.Globalization;

namespace NextModel.Reporting;

/// <summary>A place in a list of receipts, newest first: the next page holds what comes after it.</summary>
/// <param name="CompletedAt">Unix milliseconds.</param>
/// <param name="Position">Position in the ledger, which orders receipts of the same millisecond.</param>
public readonly record struct ReceiptCursor(long CompletedAt, long Position) : IComparable<ReceiptCursor>
{
    public int CompareTo(ReceiptCursor other) =>
        CompletedAt != other.CompletedAt ? CompletedAt.CompareTo(other.CompletedAt) : Position.CompareTo(other.Position);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out ReceiptCursor cursor)
    {
        cursor = default;
        if (text?.Split('-') is not [var time, var position]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var completedAt)
            || !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
        {
            return false;
        }

        cursor = new ReceiptCursor(completedAt, place);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CompletedAt}-{Position}");

    public static bool operator <(ReceiptCursor left, ReceiptCursor right) => left.CompareTo(right) < 0;

    public static bool operator >(ReceiptCursor left, ReceiptCursor right) => left.CompareTo(right) > 0;

    public static bool operator <=(ReceiptCursor left, ReceiptCursor right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ReceiptCursor left, ReceiptCursor right) => left.CompareTo(right) >= 0;
}
