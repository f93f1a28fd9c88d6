using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Limits;

namespace NextModel.Storage.Sqlite.Limits;

/// <summary>Budgets and rate limits in nextmodel.db, through its one writing connection.</summary>
public sealed class SqliteLimitStore(SqliteDatabase database) : ILimitStore
{
    public ValueTask<LimitRecords> LoadAsync(CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        return ValueTask.FromResult(new LimitRecords(ReadBudgets(reader.Connection), ReadRates(reader.Connection)));
    }

    public ValueTask PutBudgetAsync(Budget budget, CancellationToken cancellationToken) => Write(
        """
        INSERT INTO budgets (id, organization, scope, scope_id, name, model, workload, limit_nano, hard, period, time_zone, created_at)
        VALUES (@Key, @OrganizationId, @ScopeNumber, @ScopeId, @Name, @Model, @Workload, @LimitNano, @IsHard, @PeriodNumber, @TimeZone, @Created)
        ON CONFLICT DO UPDATE SET name = excluded.name, limit_nano = excluded.limit_nano, hard = excluded.hard
        """,
        new
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
        });

    public ValueTask DeleteBudgetAsync(Guid id, CancellationToken cancellationToken) => Write(
        "DELETE FROM budgets WHERE id = @Key; DELETE FROM budget_windows WHERE budget = @Key", new { Key = Key(id) });

    public ValueTask ReconcileAsync(BudgetCount resolved, CancellationToken cancellationToken) => Write(
        "UPDATE budget_windows SET unknown = unknown - @UnknownNano, settled = settled + @SettledNano WHERE budget = @Key AND start = @WindowStart",
        new { Key = Key(resolved.BudgetId), resolved.WindowStart, resolved.SettledNano, resolved.UnknownNano });

    public ValueTask PutRateLimitsAsync(string scopeId, RateLimits limits, CancellationToken cancellationToken) => limits.IsEmpty
        ? Write("DELETE FROM rate_limits WHERE scope_id = @scopeId", new { scopeId })
        : Write(
            """
            INSERT INTO rate_limits (scope_id, requests_per_minute, tokens_per_minute, concurrent)
            VALUES (@scopeId, @RequestsPerMinute, @TokensPerMinute, @Concurrent)
            ON CONFLICT DO UPDATE SET requests_per_minute = excluded.requests_per_minute,
                tokens_per_minute = excluded.tokens_per_minute, concurrent = excluded.concurrent
            """,
            new { scopeId, limits.RequestsPerMinute, limits.TokensPerMinute, limits.Concurrent });

    private static List<(Budget, BudgetCount?)> ReadBudgets(SqliteConnection connection)
    {
        var budgets = new List<(Budget, BudgetCount?)>();
        using var rows = connection.ExecuteReader(
            """
            SELECT b.id, b.organization, b.scope, b.scope_id, b.name, b.model, b.workload, b.limit_nano, b.hard, b.period, b.time_zone,
                b.created_at, w.start, w.settled, w.unknown
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
            };
            budgets.Add((budget, rows.IsDBNull(12) ? null : new BudgetCount(budget.Id, rows.GetInt64(12), rows.GetInt64(13), rows.GetInt64(14))));
        }

        return budgets;
    }

    private static List<(string, RateLimits)> ReadRates(SqliteConnection connection) =>
        [.. connection.Query<(string ScopeId, long? Requests, long? Tokens, long? Concurrent)>(
            "SELECT scope_id, requests_per_minute, tokens_per_minute, concurrent FROM rate_limits")
            .Select(row => (row.ScopeId, new RateLimits(row.Requests, row.Tokens, (int?)row.Concurrent)))];

    private static byte[] Key(Guid id) => id.ToByteArray(bigEndian: true);

    private ValueTask Write(string sql, object values)
    {
        lock (database.Gate)
        {
            using var transaction = database.Writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            database.Writer.Execute(sql, values, transaction);
            transaction.Commit();
        }

        return ValueTask.CompletedTask;
    }
}
