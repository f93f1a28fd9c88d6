using NextModel.Accounts;
using NextModel.Audit;

namespace NextModel.Storage.Sql.Accounts;

/// <summary>Sessions and attempts to sign in.</summary>
public sealed class SqlSessionStore(SqlAuditStore audits) : ISessionStore
{
    /// <summary>Signs out sessions of <c>@account</c>: <c>@only</c> or all where that is empty, but <c>@kept</c>.</summary>
    internal const string EndSessions = """
        UPDATE sessions SET ended_at = @at
        WHERE account = @account AND ended_at IS NULL AND (@only = '' OR id = @only) AND id <> @kept
        """;

    /// <summary>The values of <see cref="EndSessions"/>.</summary>
    internal static object Ended(string accountId, string? onlyId, string? keptId, DateTimeOffset at) =>
        new { account = accountId, only = onlyId ?? "", kept = keptId ?? "", at = at.ToUnixTimeMilliseconds() };

    public async ValueTask AddAsync(AccountSession session, CancellationToken cancellationToken) => await WriteAsync(
        """
        INSERT INTO sessions (id, digest, account, management_key, method, is_pending, locale, address, network, agent, created_at, last_seen_at)
        VALUES (@Id, @Digest, @AccountId, @ManagementKeyId, @Method, @IsPending, @Locale, @Address, @Network, @Agent, @CreatedAt, @LastSeenAt)
        """,
        SessionRow.Of(session),
        cancellationToken);

    public async ValueTask<AccountSession?> FindAsync(byte[] digest, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.FindAsync<SessionRow>($"SELECT {SessionRow.Columns} FROM sessions WHERE digest = @digest", new { digest }))?.ToSession(),
        cancellationToken);

    public async ValueTask<IReadOnlyList<AccountSession>> ListAsync(string accountId, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.QueryAsync<SessionRow>(
            $"SELECT {SessionRow.Columns} FROM sessions WHERE account = @accountId AND ended_at IS NULL ORDER BY created_at DESC, id DESC", new { accountId }))
            .ConvertAll(row => row.ToSession()),
        cancellationToken);

    public ValueTask TouchAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) => WriteAsync(
        "UPDATE sessions SET last_seen_at = @at WHERE id = @id AND last_seen_at < @at", new { id, at = at.ToUnixTimeMilliseconds() }, cancellationToken);

    public ValueTask EndAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) => WriteAsync(
        "UPDATE sessions SET ended_at = @at WHERE id = @id AND ended_at IS NULL", new { id, at = at.ToUnixTimeMilliseconds() }, cancellationToken);

    public ValueTask EndAllAsync(string accountId, string? onlyId, string? keptId, DateTimeOffset at, AuditDraft audit, CancellationToken cancellationToken) =>
        audits.CommitAsync(audit, EndSessions, Ended(accountId, onlyId, keptId, at), cancellationToken);

    public async ValueTask<bool> HasSignedInFromAsync(string accountId, string network, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        session => session.ScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM sessions WHERE account = @accountId AND network = @network AND NOT is_pending)", new { accountId, network }),
        cancellationToken);

    public ValueTask<TimeSpan> TryAttemptAsync(IReadOnlyList<AttemptRule> rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return audits.Database.WriteAsync(
            SqlTurn.SignIn,
            async session =>
            {
                var longest = TimeSpan.Zero;
                var counts = new List<(AttemptRule Rule, int Count)>(rules.Count);
                foreach (var rule in rules)
                {
                    var found = await session.QueryAsync(
                        "SELECT count, last_at FROM sign_in_attempts WHERE subject = @Subject AND network = @Network",
                        new { rule.Subject, rule.Network },
                        row => (Count: row.GetInt32(0), At: row.GetInt64(1)));
                    var (count, at) = found.FirstOrDefault();
                    var last = Moments.At(at);
                    var wait = rule.Wait(count, last, now);
                    longest = wait > longest ? wait : longest;
                    counts.Add((rule, rule.Counting(count, last, now)));
                }

                if (longest <= TimeSpan.Zero)
                {
                    await session.ExecuteAsync(
                        """
                        INSERT INTO sign_in_attempts (subject, network, count, last_at) VALUES (@Subject, @Network, @count, @at)
                        ON CONFLICT (subject, network) DO UPDATE SET count = excluded.count, last_at = excluded.last_at
                        """,
                        counts.Select(one => new { one.Rule.Subject, one.Rule.Network, count = one.Count + 1, at = now.ToUnixTimeMilliseconds() }).ToList());
                }

                return longest;
            },
            cancellationToken);
    }

    public async ValueTask ForgetAttemptsAsync(IReadOnlyList<AttemptRule> forgotten, IReadOnlyList<AttemptRule> uncounted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forgotten);
        ArgumentNullException.ThrowIfNull(uncounted);
        await audits.Database.WriteAsync(
            SqlTurn.SignIn,
            async session =>
            {
                await session.ExecuteAsync(
                    "DELETE FROM sign_in_attempts WHERE subject = @Subject AND network = @Network", forgotten.Select(rule => new { rule.Subject, rule.Network }).ToList());
                return await session.ExecuteAsync(
                    "UPDATE sign_in_attempts SET count = count - 1 WHERE subject = @Subject AND network = @Network AND count > 0",
                    uncounted.Select(rule => new { rule.Subject, rule.Network }).ToList());
            },
            cancellationToken);
    }

    public async ValueTask SweepAsync(DateTimeOffset sessionsBefore, DateTimeOffset attemptsBefore, CancellationToken cancellationToken) =>
        await audits.Database.WriteAsync(
            SqlTurn.SignIn,
            async session =>
            {
                await session.ExecuteAsync("DELETE FROM sessions WHERE last_seen_at < @at", new { at = sessionsBefore.ToUnixTimeMilliseconds() });
                return await session.ExecuteAsync("DELETE FROM sign_in_attempts WHERE last_at < @at", new { at = attemptsBefore.ToUnixTimeMilliseconds() });
            },
            cancellationToken);

    private async ValueTask WriteAsync(string sql, object values, CancellationToken cancellationToken) =>
        await audits.Database.WriteAsync(SqlTurn.Any, session => session.ExecuteAsync(sql, values), cancellationToken);
}
