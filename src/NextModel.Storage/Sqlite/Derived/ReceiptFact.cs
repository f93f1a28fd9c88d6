using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>What reports need of one receipt.</summary>
internal sealed record ReceiptFact(
    long Position, Guid Id, ReceiptHash Hash, long CompletedAt, ReceiptSlice Slice, UsageSums Sums, long TotalMilliseconds)
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
