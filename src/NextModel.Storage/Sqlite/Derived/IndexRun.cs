using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>The next rows of one project or band in an index, read a few at a time.</summary>
/// <param name="owner">Number of the project or band.</param>
internal sealed class IndexRun(long owner)
{
    private readonly Queue<(ReceiptCursor Cursor, long Third)> _rows = new();

    public bool IsEmpty => _rows.Count == 0;

    public ReceiptCursor First => _rows.Peek().Cursor;

    /// <summary>The next row, and its third column.</summary>
    public (ReceiptCursor Cursor, long Third) Take() => _rows.Dequeue();

    /// <summary>Reads on below a place.</summary>
    public void Fill(SqliteStatement rows, ReceiptCursor below, long from, int count)
    {
        rows.Bind(1, owner);
        rows.Bind(2, below.CompletedAt);
        rows.Bind(3, below.Position);
        rows.Bind(4, from);
        rows.Bind(5, count);
        while (rows.Step())
        {
            _rows.Enqueue((new ReceiptCursor(rows.GetInt64(0), rows.GetInt64(1)), rows.GetInt64(2)));
        }

        rows.Reset();
    }
}
