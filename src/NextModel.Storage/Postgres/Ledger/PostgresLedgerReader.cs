using NextModel.Ledger;
using Npgsql;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>
/// The ledger in PostgreSQL, for commands that only read, beside replicas that write. It has no index: finding a receipt by its id reads the whole
/// ledger.
/// </summary>
public sealed class PostgresLedgerReader(PostgresDatabase database) : PostgresLedgerReads(new PostgresLedgerRows(database)), IReceiptIndex
{
    /// <summary>The signed form of the newest checkpoint; null when there is none.</summary>
    public ValueTask<string?> ReadLastCheckpointAsync(CancellationToken cancellationToken) => PostgresCheckpoints.ReadLastAsync(database, cancellationToken);

    /// <summary>False in a database that no replica has made ready.</summary>
    public async ValueTask<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        await using var look = database.Source.CreateCommand("SELECT to_regclass('ledger_head') IS NOT NULL");
        return await look.ExecuteScalarAsync(cancellationToken) is true;
    }

    public async ValueTask<long?> FindAsync(Guid receiptId, CancellationToken cancellationToken)
    {
        await using var find = database.Source.CreateCommand("SELECT position FROM receipts WHERE id = $1 ORDER BY position DESC LIMIT 1");
        find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = receiptId });
        return (long?)await find.ExecuteScalarAsync(cancellationToken);
    }
}
