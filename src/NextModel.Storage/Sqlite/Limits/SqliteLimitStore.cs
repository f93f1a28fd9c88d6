using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Audit;
using NextModel.Limits;
using NextModel.Storage.Sqlite.Audit;

namespace NextModel.Storage.Sqlite.Limits;

/// <summary>Budgets and rate limits in nextmodel.db, through its one writing connection.</summary>
public sealed class SqliteLimitStore(SqliteDatabase database, SqliteAuditStore audits) : ILimitStore
{
    private const string PutSql =
        """
        INSERT INTO budgets (id, organization, scope, scope_id, name, model, workload, limit_nano, hard, period, time_zone, created_at, version,
            thresholds, thresholds_since)
        VALUES (@Key, @OrganizationId, @ScopeNumber, @ScopeId, @Name, @Model, @Workload, @LimitNano, @IsHard, @PeriodNumber, @TimeZone, @Created, @Version,
            @ThresholdsText, @Since)
        ON CONFLICT DO UPDATE SET name = excluded.name, limit_nano = excluded.limit_nano, hard = excluded.hard, version = excluded.version,
            thresholds = excluded.thresholds, thresholds_since = excluded.thresholds_since
        """;

    private const string DeleteSql = "DELETE FROM budgets WHERE id = @Key; DELETE FROM budget_windows WHERE budget = @Key";

    public ValueTask<LimitRecords> LoadAsync(CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        return ValueTask.FromResult(new LimitRecords(ReadBudgets(reader.Connection), ReadRates(reader.Connection)));
    }

    public ValueTask<IReadOnlyList<BudgetCount>> ReadCountsAsync(Guid id, long fromWindow, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        var rows = reader.Connection.Query<(long Start, long Settled, long Unknown)>(
            "SELECT start, settled, unknown FROM budget_windows WHERE budget = @Key AND start >= @fromWindow ORDER BY start", new { Key = Key(id), fromWindow });
        return ValueTask.FromResult<IReadOnlyList<BudgetCount>>([.. rows.Select(row => new BudgetCount(id, row.Start, row.Settled, row.Unknown))]);
    }

    public ValueTask PutBudgetAsync(Budget budget, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, PutSql, Values(budget));

    public ValueTask DeleteBudgetAsync(Guid id, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, DeleteSql, new { Key = Key(id) });

    public ValueTask ReplaceBudgetAsync(Guid id, AuditDraft deleted, Budget successor, AuditDraft created, CancellationToken cancellationToken)
    {
        audits.Commit([deleted, created], (writer, transaction) =>
        {
            writer.Execute(DeleteSql, new { Key = Key(id) }, transaction);
            writer.Execute(PutSql, Values(successor), transaction);
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask ReconcileAsync(Budget budget, BudgetCount resolved, AuditDraft audit, CancellationToken cancellationToken) => Write(
        audit,
        """
        UPDATE budget_windows SET unknown = unknown - @UnknownNano, settled = settled + @SettledNano WHERE budget = @Key AND start = @WindowStart;
        UPDATE budgets SET version = @Version WHERE id = @Key
        """,
        new { Key = Key(budget.Id), resolved.WindowStart, resolved.SettledNano, resolved.UnknownNano, budget.Version });

    public ValueTask PutRateLimitsAsync(RateRule rule, AuditDraft audit, CancellationToken cancellationToken) => Write(
        audit,
        """
        INSERT INTO rate_limits (scope_id, requests_per_minute, tokens_per_minute, concurrent, version)
        VALUES (@ScopeId, @RequestsPerMinute, @TokensPerMinute, @Concurrent, @Version)
        ON CONFLICT DO UPDATE SET requests_per_minute = excluded.requests_per_minute, tokens_per_minute = excluded.tokens_per_minute,
            concurrent = excluded.concurrent, version = excluded.version
        """,
        new { rule.ScopeId, rule.Limits.RequestsPerMinute, rule.Limits.TokensPerMinute, rule.Limits.Concurrent, rule.Version });

    private static List<(Budget, BudgetCount?)> ReadBudgets(SqliteConnection connection)
    {
        var budgets = new List<(Budget, BudgetCount?)>();
        using var rows = connection.ExecuteReader(
            """
            SELECT b.id, b.organization, b.scope, b.scope_id, b.name, b.model, b.workload, b.limit_nano, b.hard, b.period, b.time_zone,
                b.created_at, b.version, b.thresholds, b.thresholds_since, w.start, w.settled, w.unknown
            FROM budgets b
            LEFT JOIN budget_windows w ON w.budget = b.id AND w.start = (SELECT max(start) FROM budget_windows WHERE budget = b.id)
            """);
        while (rows.Read())
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
                IsHard = rows.GetInt64(8) != 0,
                Period = (BudgetPeriod)rows.GetInt32(9),
                TimeZone = rows.GetString(10),
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(11)),
                Version = rows.GetInt64(12),
                Thresholds = BudgetThresholds.Parse(rows.GetString(13)),
                ThresholdsSince = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(14)),
            };
            budgets.Add((budget, rows.IsDBNull(15) ? null : new BudgetCount(budget.Id, rows.GetInt64(15), rows.GetInt64(16), rows.GetInt64(17))));
        }

        return budgets;
    }

    private static List<RateRule> ReadRates(SqliteConnection connection) =>
        [.. connection.Query<(string ScopeId, long? Requests, long? Tokens, long? Concurrent, long Version)>(
            "SELECT scope_id, requests_per_minute, tokens_per_minute, concurrent, version FROM rate_limits")
            .Select(row => new RateRule(row.ScopeId, new RateLimits(row.Requests, row.Tokens, (int?)row.Concurrent), row.Version))];

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

    private ValueTask Write(AuditDraft audit, string sql, object values)
    {
        audits.Commit(audit, (writer, transaction) => writer.Execute(sql, values, transaction));
        return ValueTask.CompletedTask;
    }
}
