namespace NextModel.Storage.Sql;

/// <summary>
/// A database as the stores use it that both engines share. Their SQL keeps to what SQLite and PostgreSQL both understand, so that there is
/// one of each and not a twin.
/// </summary>
public abstract class SqlDatabase
{
    /// <summary>Reads, beside whoever writes. The session ends with it.</summary>
    public abstract ValueTask<T> ReadAsync<T>(Func<SqlSession, ValueTask<T>> read, CancellationToken cancellationToken);

    /// <summary>Reads with several statements that all see the same moment.</summary>
    public abstract ValueTask<T> ReadMomentAsync<T>(Func<SqlSession, ValueTask<T>> read, CancellationToken cancellationToken);

    /// <summary>
    /// Writes in one transaction, durable when this returns: all of it, or nothing when <paramref name="write"/> throws. It may be run again
    /// where the database asks for that before anything is committed, and must have no other effect.
    /// </summary>
    /// <param name="turn">Whose writes take turns with it, on every replica.</param>
    /// <param name="write">Writes through the session, and waits for nothing else.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public abstract ValueTask<T> WriteAsync<T>(SqlTurn turn, Func<SqlSession, ValueTask<T>> write, CancellationToken cancellationToken);

    /// <summary>Takes a turn within a transaction that has another, until it ends.</summary>
    internal virtual ValueTask TakeTurnAsync(SqlSession session, SqlTurn turn) => ValueTask.CompletedTask;

    /// <summary>Says within a transaction that the audit trail has an entry more: others hear of it when it is committed.</summary>
    internal virtual ValueTask TellAsync(SqlSession session, long sequence) => ValueTask.CompletedTask;
}
