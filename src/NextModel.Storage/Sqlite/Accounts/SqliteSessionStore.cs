using System.Data;
using Dapper;
using NextModel.Accounts;
using NextModel.Audit;
using NextModel.Storage.Sqlite.Audit;

namespace NextModel.Storage.Sqlite.Accounts;

/// <summary>Sessions and attempts to sign in in nextmodel.db, through its one writing connection.</summary>
public sealed class SqliteSessionStore(SqliteDatabase database, SqliteAuditStore audits) : ISessionStore
{
    /// <summary>Signs out sessions of <c>@account</c>: <c>@only</c> or all, but <c>@kept</c>.</summary>
    internal const string EndSessions = """
        UPDATE sessions SET ended_at = @at
        WHERE account = @account AND ended_at IS NULL AND (@only IS NULL OR id = @only) AND (@kept IS NULL OR id <> @kept)
        """;

    public ValueTask AddAsync(AccountSession session, CancellationToken cancellationToken)
    {
        lock (database.Gate)
        {
            database.Writer.Execute(
                """
                INSERT INTO sessions (id, digest, account, management_key, method, is_pending, locale, address, network, agent, created_at, last_seen_at)
                VALUES (@Id, @Digest, @AccountId, @ManagementKeyId, @Method, @IsPending, @Locale, @Address, @Network, @Agent, @CreatedAt, @LastSeenAt)
                """,
                SessionRow.Of(session));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<AccountSession?> FindAsync(byte[] digest, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        return ValueTask.FromResult(
            reader.Connection.QuerySingleOrDefault<SessionRow>($"SELECT {SessionRow.Columns} FROM sessions WHERE digest = @digest", new { digest })?.ToSession());
    }

    public ValueTask<IReadOnlyList<AccountSession>> ListAsync(string accountId, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        var rows = reader.Connection.Query<SessionRow>(
            $"SELECT {SessionRow.Columns} FROM sessions WHERE account = @accountId AND ended_at IS NULL ORDER BY created_at DESC, id DESC", new { accountId });
        return ValueTask.FromResult<IReadOnlyList<AccountSession>>([.. rows.Select(row => row.ToSession())]);
    }

    public ValueTask TouchAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) =>
        Write("UPDATE sessions SET last_seen_at = max(last_seen_at, @at) WHERE id = @id", new { id, at = at.ToUnixTimeMilliseconds() });

    public ValueTask EndAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) =>
        Write("UPDATE sessions SET ended_at = @at WHERE id = @id AND ended_at IS NULL", new { id, at = at.ToUnixTimeMilliseconds() });

    public ValueTask EndAllAsync(string accountId, string? onlyId, string? keptId, DateTimeOffset at, AuditDraft audit, CancellationToken cancellationToken)
    {
        audits.Commit(audit, (writer, transaction) => writer.Execute(
            EndSessions, new { account = accountId, only = onlyId, kept = keptId, at = at.ToUnixTimeMilliseconds() }, transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> HasSignedInFromAsync(string accountId, string network, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        return ValueTask.FromResult(reader.Connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM sessions WHERE account = @accountId AND network = @network AND is_pending = 0)", new { accountId, network }));
    }

    public ValueTask<TimeSpan> TryAttemptAsync(IReadOnlyList<AttemptRule> rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var longest = TimeSpan.Zero;
        var counts = new List<(AttemptRule Rule, int Count)>(rules.Count);
        lock (database.Gate)
        {
            using var transaction = database.Writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            foreach (var rule in rules)
            {
                var (count, at) = database.Writer.QuerySingleOrDefault<(int Count, long At)>(
                    "SELECT count, last_at FROM sign_in_attempts WHERE subject = @Subject AND network = @Network", new { rule.Subject, rule.Network }, transaction);
                var last = Moments.At(at);
                var wait = rule.Wait(count, last, now);
                longest = wait > longest ? wait : longest;
                counts.Add((rule, rule.Counting(count, last, now)));
            }

            if (longest <= TimeSpan.Zero)
            {
                database.Writer.Execute(
                    "INSERT OR REPLACE INTO sign_in_attempts (subject, network, count, last_at) VALUES (@Subject, @Network, @count, @at)",
                    counts.Select(one => new { one.Rule.Subject, one.Rule.Network, count = one.Count + 1, at = now.ToUnixTimeMilliseconds() }), transaction);
            }

            transaction.Commit();
        }

        return ValueTask.FromResult(longest);
    }

    public ValueTask ForgetAttemptsAsync(IReadOnlyList<AttemptRule> forgotten, IReadOnlyList<AttemptRule> uncounted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forgotten);
        ArgumentNullException.ThrowIfNull(uncounted);
        lock (database.Gate)
        {
            using var transaction = database.Writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            database.Writer.Execute(
                "DELETE FROM sign_in_attempts WHERE subject = @Subject AND network = @Network", forgotten.Select(rule => new { rule.Subject, rule.Network }), transaction);
            database.Writer.Execute(
                "UPDATE sign_in_attempts SET count = max(count - 1, 0) WHERE subject = @Subject AND network = @Network",
                uncounted.Select(rule => new { rule.Subject, rule.Network }), transaction);
            transaction.Commit();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask SweepAsync(DateTimeOffset sessionsBefore, DateTimeOffset attemptsBefore, CancellationToken cancellationToken)
    {
        lock (database.Gate)
        {
            using var transaction = database.Writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            database.Writer.Execute("DELETE FROM sessions WHERE last_seen_at < @at", new { at = sessionsBefore.ToUnixTimeMilliseconds() }, transaction);
            database.Writer.Execute("DELETE FROM sign_in_attempts WHERE last_at < @at", new { at = attemptsBefore.ToUnixTimeMilliseconds() }, transaction);
            transaction.Commit();
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask Write(string sql, object values)
    {
        lock (database.Gate)
        {
            database.Writer.Execute(sql, values);
        }

        return ValueTask.CompletedTask;
    }
}
