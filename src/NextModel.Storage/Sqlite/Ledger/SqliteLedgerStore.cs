using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Storage.Sqlite.Credits;
using SQLitePCL;

namespace NextModel.Storage.Sqlite.Ledger;

/// <summary>The ledger in <c>nextmodel.db</c>. A batch is one transaction, durable through <c>synchronous=FULL</c>.</summary>
public sealed class SqliteLedgerStore : ILedgerStore, IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly DiskReserve _reserve;
    private readonly SqliteReceiptInsert _receipts;
    private readonly SqliteBudgetCounts _budgets;
    private readonly SqliteCreditTransfers _credits;
    private readonly SqliteLedgerRows _rows;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollBack;
    private readonly SqliteStatement _probe;
    private LedgerStoreException? _fatal;

    public SqliteLedgerStore(SqliteDatabase database, DiskReserve reserve)
    {
        _database = database;
        _reserve = reserve;
        _reserve.TryHold();
        _rows = new SqliteLedgerRows(database);
        _receipts = new SqliteReceiptInsert(database.Writer);
        _budgets = new SqliteBudgetCounts(database.Writer);
        _credits = new SqliteCreditTransfers(database.Writer);
        _begin = new SqliteStatement(database.Writer, "BEGIN IMMEDIATE");
        _commit = new SqliteStatement(database.Writer, "COMMIT");
        _rollBack = new SqliteStatement(database.Writer, "ROLLBACK");
        _probe = new SqliteStatement(database.Writer, "INSERT INTO probes VALUES (1, 1) ON CONFLICT DO UPDATE SET at = at + 1");
    }

    public ValueTask<IReadOnlyList<LedgerHead>> ReadHeadsAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_rows.Heads());

    public ValueTask<LedgerAppend> AppendAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        lock (_database.Gate)
        {
            Write(batch);
            var first = _receipts.LastPosition - batch.Drafts.Count + 1;
            return ValueTask.FromResult(new LedgerAppend(first, Space));
        }
    }

    public ValueTask<LedgerSpace?> ProbeAsync(CancellationToken cancellationToken)
    {
        lock (_database.Gate)
        {
            _reserve.TryHold();
            Write(null);
            return ValueTask.FromResult<LedgerSpace?>(Space);
        }
    }

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

    public ValueTask AppendCheckpointAsync(Checkpoint checkpoint, string signed, OrganizationTrees trees, CancellationToken cancellationToken) =>
        Change(writer => SqliteCheckpoints.Append(writer, checkpoint, signed, trees));

    public ValueTask<OrganizationTrees> ReadTreesAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(SqliteCheckpoints.ReadTrees(_database));

    public ValueTask ThinCheckpointsAsync(int newest, int oneIn, CancellationToken cancellationToken) =>
        Change(writer => SqliteCheckpoints.Thin(writer, newest, oneIn));

    public ValueTask<string?> ReadLastCheckpointAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(SqliteCheckpoints.ReadLast(_database));

    public void Dispose()
    {
        _receipts.Dispose();
        _budgets.Dispose();
        _credits.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rollBack.Dispose();
        _probe.Dispose();
    }

    private ValueTask Change(Action<SqliteConnection> change)
    {
        lock (_database.Gate)
        {
            RefuseAfterFatal();
            try
            {
                change(_database.Writer);
                return ValueTask.CompletedTask;
            }
            catch (SqliteException failure)
            {
                throw Failed(failure);
            }
        }
    }

    private LedgerSpace Space => _reserve.IsHeld ? LedgerSpace.Ample : LedgerSpace.Low;

    private void Write(LedgerBatch? batch)
    {
        RefuseAfterFatal();
        try
        {
            try
            {
                Transact(batch);
            }
            catch (SqliteException full) when (batch is not null && full.SqliteErrorCode == raw.SQLITE_FULL && _reserve.TryRelease())
            {
                Transact(batch);
            }
        }
        catch (SqliteException failure)
        {
            throw Failed(failure);
        }
    }

    // What waited behind a batch that failed for good must not be written after it.
    private void RefuseAfterFatal()
    {
        if (_fatal is not null)
        {
            throw new LedgerStoreException(_fatal.Message, _fatal) { IsFatal = true };
        }
    }

    private LedgerStoreException Failed(SqliteException failure)
    {
        var failed = SqliteLedgerFailure.Of(failure);
        _fatal = failed.IsFatal ? failed : null;
        return failed;
    }

    // Without a batch, a probe.
    private void Transact(LedgerBatch? batch)
    {
        try
        {
            _begin.Run();
            if (batch is null)
            {
                _probe.Run();
            }
            else
            {
                _receipts.Insert(batch);
                _budgets.Add(batch.Counts);
                _credits.Add(batch.Charges);
            }

            _commit.Run();
        }
        catch
        {
            _receipts.Forget();
            if (!_rollBack.IsAutoCommit)
            {
                _rollBack.Run();
            }

            throw;
        }
    }
}
