using System.Data;
using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Audit;

namespace NextModel.Storage.Sqlite.Audit;

/// <summary>The audit trail in nextmodel.db. A change and its entry are one transaction of the one writing connection.</summary>
public sealed class SqliteAuditStore(SqliteDatabase database, AuditSeal? seal) : IAuditStore
{
    public ValueTask AppendAsync(AuditDraft draft, CancellationToken cancellationToken)
    {
        Commit(draft, static (_, _) => { });
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a change and appends its entry: both are durable when this returns, or neither happened.</summary>
    public void Commit(AuditDraft draft, Action<SqliteConnection, SqliteTransaction> change) => Commit([draft], change);

    /// <summary>The same for a change that is several changes to the trail.</summary>
    public void Commit(IReadOnlyList<AuditDraft> drafts, Action<SqliteConnection, SqliteTransaction> change) => TryCommit(drafts, (connection, transaction) =>
    {
        change(connection, transaction);
        return true;
    });

    /// <summary>The same for a change that may find nothing to change: where it says so, there is no entry, and false is returned.</summary>
    public bool TryCommit(AuditDraft draft, Func<SqliteConnection, SqliteTransaction, bool> change) => TryCommit([draft], change);

    private bool TryCommit(IReadOnlyList<AuditDraft> drafts, Func<SqliteConnection, SqliteTransaction, bool> change)
    {
        lock (database.Gate)
        {
            using var transaction = database.Writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            if (!change(database.Writer, transaction))
            {
                return false;
            }

            foreach (var draft in drafts)
            {
                Append(draft, transaction);
            }

            transaction.Commit();
            return true;
        }
    }

    public ValueTask<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var sql = new StringBuilder("SELECT sequence, body, hash, signature FROM audit WHERE 1 = 1");
        Add(query.After is not null, query.OldestFirst ? "sequence > @After" : "sequence < @After");
        Add(query.Organization is not null, "organization = @Organization");
        Add(query.Action is not null, "(action = @Action OR substr(action, 1, length(@Action) + 1) = @Action || '.')");
        Add(query.Target is not null, "target = @Target");
        Add(query.Actor is not null, "(actor_id = @Actor OR actor_kind = @Actor)");
        Add(query.From is not null, "at >= @From");
        Add(query.To is not null, "at < @To");
        sql.Append(CultureInfo.InvariantCulture, $" ORDER BY sequence {(query.OldestFirst ? "ASC" : "DESC")} LIMIT @Limit");
        using var reader = database.RentReader();
        var entries = reader.Connection.Query<(long Sequence, string Body, byte[] Hash, string Signature)>(sql.ToString(), new
        {
            query.After,
            query.Organization,
            query.Action,
            query.Target,
            query.Actor,
            From = query.From?.ToUnixTimeMilliseconds(),
            To = query.To?.ToUnixTimeMilliseconds(),
            query.Limit,
        });
        return ValueTask.FromResult<IReadOnlyList<AuditEntry>>([.. entries.Select(e => new AuditEntry(e.Sequence, e.Body, e.Hash, e.Signature))]);

        void Add(bool wanted, string condition) => sql.Append(wanted ? " AND " + condition : "");
    }

    private void Append(AuditDraft draft, SqliteTransaction transaction)
    {
        var last = database.Writer.QuerySingleOrDefault<(long Sequence, byte[] Hash)>(
            "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1", transaction: transaction);
        var writing = seal ?? throw new InvalidOperationException("This audit trail is open for reading only.");
        var entry = writing.Seal(draft, last.Hash is null ? null : last);
        database.Writer.Execute(
            """
            INSERT INTO audit (sequence, at, organization, actor_kind, actor_id, action, target, body, hash, signature)
            VALUES (@Sequence, @At, @Organization, @Kind, @Id, @Action, @Target, @Body, @Hash, @Signature)
            """,
            new
            {
                entry.Sequence,
                At = draft.At.ToUnixTimeMilliseconds(),
                draft.Organization,
                draft.Actor.Kind,
                draft.Actor.Id,
                draft.Action,
                draft.Target,
                entry.Body,
                entry.Hash,
                entry.Signature,
            },
            transaction);
    }
}
