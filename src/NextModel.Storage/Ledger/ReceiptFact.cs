using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Storage.Ledger;

/// <summary>What reports need of one receipt.</summary>
/// <param name="Position">In the ledger.</param>
/// <param name="Id">Of the receipt.</param>
/// <param name="CompletedAt">Unix milliseconds.</param>
/// <param name="Form">Number of its form, by which its slice is known.</param>
/// <param name="Slice">What it can be grouped and filtered by.</param>
/// <param name="Sums">Of this one receipt.</param>
/// <param name="TotalMilliseconds">From the request to the last byte.</param>
/// <param name="Hash">Its hash.</param>
internal readonly record struct ReceiptFact(
    long Position, Guid Id, long CompletedAt, long Form, ReceiptSlice Slice, UsageSums Sums, long TotalMilliseconds, ReceiptHash Hash)
{
    public ReceiptCursor Cursor => new(CompletedAt, Position);

    public ReceiptListItem ToListItem() => new()
    {
        Cursor = Cursor,
        Id = Id,
        CompletedAt = DateTimeOffset.FromUnixTimeMilliseconds(CompletedAt),
        Slice = Slice,
        Sums = Sums,
        TotalMilliseconds = TotalMilliseconds,
    };
}
