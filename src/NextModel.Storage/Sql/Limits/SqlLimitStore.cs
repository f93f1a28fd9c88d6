using System.Data.Common;
using NextModel.Audit;
using NextModel.Limits;

namespace NextModel.Storage.Sql.Limits;

/// <summary>Budgets and rate limits.</summary>
public sealed class SqlLimitStore(SqlAuditStore audits) : ILimitStore
{
    private const string PutSql =
        """
        INSERT INTO budgets (id, organization, scope, scope_id, name, model, workload, limit_nano, hard, period, time_zone, created_at, version,
            thresholds, thresholds_since)
        VALUES (@Key, @OrganizationId, @ScopeNumber, @ScopeId, @Name, @Model, @Workload, @LimitNano, @IsHard, @PeriodNumber, @TimeZone, @Created, @Version,
            @ThresholdsText, @Since)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, limit_nano = excluded.limit_nano, hard = excluded.hard, version = excluded.version,
            thresholds = excluded.thresholds, thresholds_since = excluded.thresholds_since
        WHERE budgets.version = excluded.version - 1
        """;

    private const string DeleteSql = "DELETE FROM budget_windows WHERE budget = @Key; DELETE FROM budgets WHERE id = @Key";

    private const string Select =
        """
        SELECT b.id, b.organization, b.scope, b.scope_id, b.name, b.model, b.workload, b.limit_nano, b.hard, b.period, b.time_zone,
            b.created_at, b.version, b.thresholds, b.thresholds_since, w.start, w.settled, w.unknown
        FROM budgets b
        LEFT JOIN budget_windows w ON w.budget = b.id AND w.start = (SELECT max(start) FROM budget_windows WHERE budget = b.id)
        """;

    public ValueTask<LimitRecords> LoadAsync(CancellationToken cancellationToken) => audits.Database.ReadMomentAsync(
        async session => new LimitRecords(
            await session.QueryAsync(Select, null, BudgetOf),
            await session.QueryAsync("SELECT scope_id, requests_per_minute, tokens_per_minute, concurrent, version FROM rate_limits", null, RatesOf)),
        cancellationToken);

    public async ValueTask<Budget?> FindBudgetAsync(Guid id, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.QueryAsync(Select + " WHERE b.id = @Key", new { Key = Key(id) }, BudgetOf)) is [var (budget, _)] ? budget : null,
        cancellationToken);

    public async ValueTask<RateRule?> FindRatesAsync(string scopeId, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.QueryAsync(
            "SELECT scope_id, requests_per_minute, tokens_per_minute, concurrent, version FROM rate_limits WHERE scope_id = @scopeId",
            new { scopeId },
            RatesOf)).FirstOrDefault(),
        cancellationToken);

    public async ValueTask<IReadOnlyList<BudgetCount>> ReadCountsAsync(Guid id, long fromWindow, CancellationToken cancellationToken) =>
        await audits.Database.ReadAsync(
            session => session.QueryAsync(
                "SELECT start, settled, unknown FROM budget_windows WHERE budget = @Key AND start >= @fromWindow ORDER BY start",
                new { Key = Key(id), fromWindow },
                row => new BudgetCount(id, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2))),
            cancellationToken);

    public ValueTask PutBudgetAsync(Budget budget, AuditDraft audit, CancellationToken cancellationToken) =>
        audits.CommitOneAsync(audit, PutSql, Values(budget), cancellationToken);

    public ValueTask DeleteBudgetAsync(Guid id, AuditDraft audit, CancellationToken cancellationToken) =>
        audits.CommitAsync(audit, DeleteSql, new { Key = Key(id) }, cancellationToken);

    public ValueTask ReplaceBudgetAsync(Guid id, AuditDraft deleted, Budget successor, AuditDraft created, CancellationToken cancellationToken) =>
        audits.CommitAsync(
            [deleted, created],
            async session =>
            {
                await session.ExecuteAsync(DeleteSql, new { Key = Key(id) });
                await session.ExecuteAsync(PutSql, Values(successor));
            },
            cancellationToken);

    public ValueTask ReconcileAsync(Budget budget, BudgetCount resolved, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitAsync(
        [audit],
        async session =>
        {
            var values = new { Key = Key(budget.Id), resolved.WindowStart, resolved.SettledNano, resolved.UnknownNano, budget.Version };
            StaleChangeException.Require(
                audit, await session.ExecuteAsync("UPDATE budgets SET version = @Version WHERE id = @Key AND version = @Version - 1", values));
            await session.ExecuteAsync(
                "UPDATE budget_windows SET unknown = unknown - @UnknownNano, settled = settled + @SettledNano WHERE budget = @Key AND start = @WindowStart",
                values);
        },
        cancellationToken);

    public ValueTask PutRateLimitsAsync(RateRule rule, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        """
        INSERT INTO rate_limits (scope_id, requests_per_minute, tokens_per_minute, concurrent, version)
        VALUES (@ScopeId, @RequestsPerMinute, @TokensPerMinute, @Concurrent, @Version)
        ON CONFLICT (scope_id) DO UPDATE SET requests_per_minute = excluded.requests_per_minute, tokens_per_minute = excluded.tokens_per_minute,
            concurrent = excluded.concurrent, version = excluded.version
        WHERE rate_limits.version = excluded.version - 1
        """,
        new { rule.ScopeId, rule.Limits.RequestsPerMinute, rule.Limits.TokensPerMinute, rule.Limits.Concurrent, rule.Version },
        cancellationToken);

    private static (Budget Budget, BudgetCount? Newest) BudgetOf(DbDataReader rows)
    {
        var budget = new Budget
        {
            Id = new Guid((byte[])rows.GetValue(0), bigEndian: true),
            OrganizationId = rows.GetString(1),
            Scope = (BudgetScope)rows.GetInt32(2),
            ScopeId = rows.GetString(3),
            Name = rows.GetString(4),
            Model = rows.IsDBNull(5) ? null : rows.GetString(5),
            Workload = rows.IsDBNull(6) ? null : rows.GetString(6),
            LimitNano = rows.GetInt64(7),
            IsHard = rows.GetBoolean(8),
            Period = (BudgetPeriod)rows.GetInt32(9),
            TimeZone = rows.GetString(10),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(11)),
            Version = rows.GetInt64(12),
            Thresholds = BudgetThresholds.Parse(rows.GetString(13)),
            ThresholdsSince = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(14)),
        };
        return (budget, rows.IsDBNull(15) ? null : new BudgetCount(budget.Id, rows.GetInt64(15), rows.GetInt64(16), rows.GetInt64(17)));
    }

    private static RateRule RatesOf(DbDataReader row) => new(
        row.GetString(0), new RateLimits(Number(row, 1), Number(row, 2), (int?)Number(row, 3)), row.GetInt64(4));

    private static long? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static object Values(Budget budget) => new
    {
        Key = Key(budget.Id),
        budget.OrganizationId,
        ScopeNumber = (int)budget.Scope,
        budget.ScopeId,
        budget.Name,
        budget.Model,
        budget.Workload,
        budget.LimitNano,
        budget.IsHard,
        PeriodNumber = (int)budget.Period,
        budget.TimeZone,
        Created = budget.CreatedAt.ToUnixTimeMilliseconds(),
        budget.Version,
        ThresholdsText = budget.Thresholds.ToString(),
        Since = budget.ThresholdsSince.ToUnixTimeMilliseconds(),
    };

    private static byte[] Key(Guid id) => id.ToByteArray(bigEndian: true);
}
