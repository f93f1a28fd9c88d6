using NextModel.Ledger;

namespace NextModel.Storage.Sqlite.Ledger;

/// <summary>
/// The ledger in <c>nextmodel.db</c>, for commands that only read. It has no index: finding a receipt by its id reads the whole ledger.
/// </summary>
public sealed class SqliteLedgerReader(SqliteDatabase database) : ILedgerReader, IReceiptIndex
{
    private readonly SqliteLedgerRows _rows = new(database);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_rows.After(afterPosition, limit));

    public ValueTask<IReadOnlyList<LedgerRow>> ReadCommitAsync(long position, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_rows.CommitOf(position));

    public ValueTask<IReadOnlyList<LedgerLeaf>> ReadLeavesAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_rows.LeavesAfter(afterPosition, limit));

    public ValueTask<IReadOnlyList<LedgerRow>> ReadAtAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_rows.At(positions));

    public ValueTask<ReceiptHash?> ReadHashAsync(long position, CancellationToken cancellationToken) => ValueTask.FromResult(_rows.HashAt(position));

    public ValueTask<IReadOnlyList<ArchivedRow>> ReadArchivedAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_rows.ArchivedAfter(afterPosition, limit));

    public ValueTask<IReadOnlyList<StoredLog>> ReadLogsAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_rows.Logs());

    public ValueTask<long> ReadLastPositionAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_rows.LastPosition());

    /// <summary>The signed form of the newest checkpoint; null when there is none.</summary>
    public string? ReadLastCheckpoint() => SqliteCheckpoints.ReadLast(database);

    public ValueTask<long?> FindAsync(Guid receiptId, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "SELECT position FROM receipts WHERE id = $id ORDER BY position DESC LIMIT 1";
        command.Parameters.AddWithValue("$id", receiptId.ToByteArray(bigEndian: true));
        return ValueTask.FromResult((long?)command.ExecuteScalar());
    }
}
