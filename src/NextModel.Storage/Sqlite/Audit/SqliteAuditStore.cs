using Microsoft.Data.Sqlite;
using NextModel.Audit;
using NextModel.Storage.Sql;

namespace NextModel.Storage.Sqlite.Audit;

/// <summary>The audit trail in nextmodel.db. A change and its entry are one transaction of the one writing connection.</summary>
public sealed class SqliteAuditStore(SqliteDatabase database, AuditSeal? seal) : SqlAuditStore(database, seal)
{
    /// <summary>Makes a change and appends its entry: both are durable when this returns, or neither happened.</summary>
    public void Commit(AuditDraft draft, Action<SqliteConnection, SqliteTransaction> change) => Commit([draft], change);

    /// <summary>The same for a change that is several changes to the trail.</summary>
    public void Commit(IReadOnlyList<AuditDraft> drafts, Action<SqliteConnection, SqliteTransaction> change) => CommitAsync(
        drafts,
        session =>
        {
            change((SqliteConnection)session.Connection, (SqliteTransaction)session.Transaction!);
            return ValueTask.CompletedTask;
        },
        CancellationToken.None).AsTask().GetAwaiter().GetResult();
}
