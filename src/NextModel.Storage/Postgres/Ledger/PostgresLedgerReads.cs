using NextModel.Ledger;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>What is read of the ledger by position, whether its reader also writes it or not.</summary>
public abstract class PostgresLedgerReads : ILedgerReader
{
    private protected PostgresLedgerReads(PostgresLedgerRows rows) => Rows = rows;

    private protected PostgresLedgerRows Rows { get; }

    public ValueTask<IReadOnlyList<LedgerRow>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        Rows.AfterAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadCommitAsync(long position, CancellationToken cancellationToken) => Rows.CommitOfAsync(position, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerLeaf>> ReadLeavesAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        Rows.LeavesAfterAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadAtAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken) => Rows.AtAsync(positions, cancellationToken);

    public ValueTask<ReceiptHash?> ReadHashAsync(long position, CancellationToken cancellationToken) => Rows.HashAtAsync(position, cancellationToken);

    public ValueTask<IReadOnlyList<ArchivedRow>> ReadArchivedAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        Rows.ArchivedAfterAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<StoredLog>> ReadLogsAsync(CancellationToken cancellationToken) => Rows.LogsAsync(cancellationToken);

    public ValueTask<long> ReadLastPositionAsync(CancellationToken cancellationToken) => Rows.LastPositionAsync(cancellationToken);
}
