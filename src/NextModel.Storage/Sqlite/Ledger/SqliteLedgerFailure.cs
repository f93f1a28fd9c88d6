using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using SQLitePCL;

namespace NextModel.Storage.Sqlite.Ledger;

/// <summary>What an error of SQLite means for the ledger.</summary>
internal static class SqliteLedgerFailure
{
    public static LedgerStoreException Of(SqliteException failure) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => new LedgerStoreException("the disk that holds NEXTMODEL_DATA is full", failure),
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM =>
            new LedgerStoreException("nextmodel.db cannot be written (read-only disk, permissions, or too many open files)", failure),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new LedgerStoreException("another program holds nextmodel.db locked", failure),

        // A failed write or fsync must not be retried: the system may call the page clean though it never reached the disk.
        raw.SQLITE_IOERR => new LedgerStoreException("the disk that holds NEXTMODEL_DATA failed", failure) { IsFatal = true },
        _ => new LedgerStoreException($"nextmodel.db failed ({failure.Message})", failure) { IsFatal = true },
    };
}
