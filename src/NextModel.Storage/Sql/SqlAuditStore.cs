using System.Data.Common;
using System.Globalization;
using System.Text;
using NextModel.Audit;

namespace NextModel.Storage.Sql;

/// <summary>The audit trail. A change and its entry are one transaction, and changes come one after another on all replicas: the trail is a chain.</summary>
/// <param name="database">Where.</param>
/// <param name="seal">Signs entries; null where they are only read.</param>
public class SqlAuditStore(SqlDatabase database, AuditSeal? seal) : IAuditStore
{
    // SQLSTATE of the standard, class 23: SQLite has none, and there one process checks before it writes.
    private const string UniqueViolation = "23505";

    /// <summary>The database that changes and their entries are in.</summary>
    public SqlDatabase Database => database;

    public async ValueTask AppendAsync(AuditDraft draft, CancellationToken cancellationToken) =>
        await TryCommitAsync([draft], static _ => ValueTask.FromResult(true), cancellationToken);

    /// <summary>Runs one statement and appends its entry: both are durable when this returns, or neither happened.</summary>
    public ValueTask CommitAsync(AuditDraft draft, string sql, object values, CancellationToken cancellationToken) =>
        CommitAsync([draft], async session => await session.ExecuteAsync(sql, values), cancellationToken);

    /// <summary>The same for a statement that must change one row: none means that it is not at the version the change was made from.</summary>
    /// <exception cref="StaleChangeException">It changed none; nothing was written.</exception>
    public ValueTask CommitOneAsync(AuditDraft draft, string sql, object values, CancellationToken cancellationToken) => CommitAsync(
        [draft], async session => StaleChangeException.Require(draft, await session.ExecuteAsync(sql, values)), cancellationToken);

    /// <summary>The same for changes of any shape. It may run again before anything is committed.</summary>
    public async ValueTask CommitAsync(IReadOnlyList<AuditDraft> drafts, Func<SqlSession, ValueTask> change, CancellationToken cancellationToken) =>
        await TryCommitAsync(
            drafts,
            async session =>
            {
                await change(session);
                return true;
            },
            cancellationToken);

    /// <summary>The same for a change that may find nothing to change: where it says so, there is no entry, and false is returned.</summary>
    /// <exception cref="TakenChangeException">What must be there once is there already, in a database that several replicas write.</exception>
    public async ValueTask<bool> TryCommitAsync(IReadOnlyList<AuditDraft> drafts, Func<SqlSession, ValueTask<bool>> change, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(drafts, change, cancellationToken);
        }
        catch (DbException taken) when (taken.SqlState == UniqueViolation)
        {
            throw new TakenChangeException(taken.Message, taken);
        }
    }

    public async ValueTask<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var sql = new StringBuilder("SELECT sequence, body, hash, signature FROM audit WHERE 1 = 1");
        Add(query.After is not null, query.OldestFirst ? "sequence > @After" : "sequence < @After");
        Add(query.Organization is not null, "organization = @Organization");
        Add(query.Action is not null, "(action = @Action OR substr(action, 1, length(@Action) + 1) = @Action || '.')");
        Add(query.Target is not null, "target = @Target");
        Add(query.Actor is not null, "(actor_id = @Actor OR actor_kind = @Actor)");
        Add(query.From is not null, "at >= @From");
        Add(query.To is not null, "at < @To");
        sql.Append(CultureInfo.InvariantCulture, $" ORDER BY sequence {(query.OldestFirst ? "ASC" : "DESC")} LIMIT @Limit");
        return await database.ReadAsync(
            session => session.QueryAsync(
                sql.ToString(),
                new
                {
                    query.After,
                    query.Organization,
                    query.Action,
                    query.Target,
                    query.Actor,
                    From = query.From?.ToUnixTimeMilliseconds(),
                    To = query.To?.ToUnixTimeMilliseconds(),
                    query.Limit,
                },
                row => new AuditEntry(row.GetInt64(0), row.GetString(1), (byte[])row.GetValue(2), row.GetString(3))),
            cancellationToken);

        void Add(bool wanted, string condition) => sql.Append(wanted ? " AND " + condition : "");
    }

    private ValueTask<bool> WriteAsync(IReadOnlyList<AuditDraft> drafts, Func<SqlSession, ValueTask<bool>> change, CancellationToken cancellationToken) =>
        database.WriteAsync(
            SqlTurn.Audit,
            async session =>
            {
                if (!await change(session))
                {
                    return false;
                }

                foreach (var draft in drafts)
                {
                    await AppendAsync(session, draft);
                }

                return true;
            },
            cancellationToken);

    private async ValueTask AppendAsync(SqlSession session, AuditDraft draft)
    {
        var last = await session.QueryAsync(
            "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1", null, row => (Sequence: row.GetInt64(0), Hash: (byte[])row.GetValue(1)));
        var writing = seal ?? throw new InvalidOperationException("This audit trail is open for reading only.");
        var entry = writing.Seal(draft, last.Count == 0 ? null : last[0]);
        await session.ExecuteAsync(
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
            });
        await database.TellAsync(session, entry.Sequence);
    }
}
