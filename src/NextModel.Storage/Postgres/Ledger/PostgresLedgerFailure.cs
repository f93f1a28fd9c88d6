using NextModel.Ledger;
using Npgsql;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>What an error of PostgreSQL means for the ledger.</summary>
internal static class PostgresLedgerFailure
{
    /// <summary>The state that <c>ledger_take</c> gives a replica that was ended, or a batch that may not be written.</summary>
    private const string Fenced = "NMF01";

    /// <summary>
    /// True when the same may pass if it is tried again, once it is certain that it was not committed: a deadlock, or a connection that was ended.
    /// Not what took too long already.
    /// </summary>
    public static bool IsWorthAnother(Exception failure) => failure switch
    {
        PostgresException told => MayPass(told) || told.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        _ => failure.InnerException is IOException,
    };

    /// <summary>True when the batch may have been committed: the connection broke, or the server ended it, and the answer was not seen.</summary>
    public static bool IsUnknown(Exception failure) => failure is not PostgresException told
        || told.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.QueryCanceled
        || told.SqlState.StartsWith("08", StringComparison.Ordinal) || told.SqlState == "40003";

    /// <summary>What to tell whoever wanted to write.</summary>
    public static LedgerStoreException Of(Exception failure) => failure switch
    {
        PostgresException { SqlState: Fenced } => Ended(failure),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new LedgerStoreException("the disk of the PostgreSQL server is full", failure),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            new LedgerStoreException("the PostgreSQL server takes no writes (it is a standby, or set to read only)", failure),
        PostgresException told when MayPass(told) || told.IsTransient => new LedgerStoreException($"the PostgreSQL server is busy ({told.MessageText})", failure),

        // Constraints, missing tables, damaged pages: trying again changes nothing.
        PostgresException told when told.SqlState[..2] is "23" or "42" or "XX" or "22" =>
            new LedgerStoreException($"the PostgreSQL database refuses the ledger's rows ({told.SqlState}: {told.MessageText})", failure) { IsFatal = true },
        PostgresException told => new LedgerStoreException($"the PostgreSQL server refuses the ledger's rows ({told.SqlState}: {told.MessageText})", failure),
        _ => new LedgerStoreException("the PostgreSQL server cannot be reached", failure),
    };

    /// <summary>For a replica that others have ended.</summary>
    public static LedgerStoreException Ended(Exception? failure) => new(
        $"this process was silent for {PostgresReplica.Lease.TotalSeconds:0} seconds and was taken for dead; others have ended its requests, and it must start anew",
        failure!)
    {
        IsFatal = true,
    };

    private static bool MayPass(PostgresException told) => told.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;
}
