using NextModel.Limits;
using NextModel.Storage.Postgres.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace NextModel.Storage.Postgres.Limits;

/// <summary>Parts of budgets, leased in PostgreSQL: each ask is one function under the lock of the window it takes from.</summary>
/// <param name="database">Its schema is up to date.</param>
/// <param name="replica">Who leases. One that was ended gets nothing.</param>
public sealed class PostgresBudgetLeaseStore(PostgresDatabase database, PostgresReplica replica) : IBudgetLeaseStore
{
    /// <summary>The channel on which replicas ask each other for what they do not need: who asks, and for which budget, or whose credit.</summary>
    public const string Channel = "nextmodel_leases";

    public ValueTask<IReadOnlyList<BudgetLease>> TakeAsync(IReadOnlyList<BudgetLeaseAsk> asks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asks);
        return ReachAsync(() => LeaseAsync(asks, cancellationToken));
    }

    public async ValueTask GiveBackAsync(IReadOnlyList<BudgetPart> parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            return;
        }

        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var part in parts)
        {
            var give = Command("SELECT budget_return($1, $2, $3, $4)", part.BudgetId, part.WindowStart);
            give.Parameters.Add(Value(part.Nano));
            batch.BatchCommands.Add(give);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask<CreditLease> TakeAsync(CreditLeaseAsk ask, CancellationToken cancellationToken) => ReachAsync(() => LeaseAsync(ask, cancellationToken));

    public async ValueTask GiveBackAsync(IReadOnlyList<CreditPart> parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parts);
        await using var give = database.Source.CreateCommand(
            """
            UPDATE credit_leases l SET amount = greatest(l.amount - back.amount, 0) FROM unnest($2, $3) AS back(organization, amount)
            WHERE l.replica = $1 AND l.organization = back.organization
            """);
        give.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        give.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. parts.Select(part => part.OrganizationId)] });
        give.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. parts.Select(part => part.Nano)] });
        await give.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask AskOthersAsync(IReadOnlyList<Guid> budgets, string? organizationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        await ReachAsync(() => TellAsync(budgets, organizationId, cancellationToken));
    }

    public async ValueTask<IReadOnlyList<BudgetCount>> ReadAsync(IReadOnlyList<BudgetShare> windows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(windows);
        await using var read = database.Source.CreateCommand(
            "SELECT w.budget, w.start, w.settled, w.unknown FROM unnest($1, $2) AS asked(budget, start) JOIN budget_windows w USING (budget, start)");
        read.Parameters.Add(new NpgsqlParameter<byte[][]>
        {
            TypedValue = [.. windows.Select(window => window.BudgetId.ToByteArray(bigEndian: true))],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        });
        read.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. windows.Select(window => window.WindowStart)] });
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        var counts = new List<BudgetCount>();
        while (await rows.ReadAsync(cancellationToken))
        {
            counts.Add(new BudgetCount(new Guid(rows.GetFieldValue<byte[]>(0), bigEndian: true), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3)));
        }

        return counts;
    }

    private async ValueTask<IReadOnlyList<BudgetLease>> LeaseAsync(IReadOnlyList<BudgetLeaseAsk> asks, CancellationToken cancellationToken)
    {
        // As one transaction: locks are taken in the order of the asks.
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var ask in asks)
        {
            var take = Command("SELECT granted, now_settled, now_unknown, now_own, now_leased - now_own FROM budget_lease($1, $2, $3, $4, $5, $6)", ask.BudgetId, ask.WindowStart);
            take.Parameters.Add(Value(ask.NeedNano));
            take.Parameters.Add(Value(ask.WantNano));
            take.Parameters.Add(Value(ask.Part));
            batch.BatchCommands.Add(take);
        }

        var leases = new List<BudgetLease>(asks.Count);
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            await rows.ReadAsync(cancellationToken);
            leases.Add(new BudgetLease(
                asks[leases.Count].BudgetId, asks[leases.Count].WindowStart, rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4)));
        }
        while (await rows.NextResultAsync(cancellationToken));
        return leases;
    }

    private async ValueTask<CreditLease> LeaseAsync(CreditLeaseAsk ask, CancellationToken cancellationToken)
    {
        await using var take = database.Source.CreateCommand("SELECT granted, now_balance, now_others FROM credit_lease($1, $2, $3, $4, $5)");
        take.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        take.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ask.OrganizationId });
        take.Parameters.Add(Value(ask.NeedNano));
        take.Parameters.Add(Value(ask.WantNano));
        take.Parameters.Add(Value(ask.Part));
        await using var rows = await take.ExecuteReaderAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        return new CreditLease(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2));
    }

    private async ValueTask<bool> TellAsync(IReadOnlyList<Guid> budgets, string? organizationId, CancellationToken cancellationToken)
    {
        var asked = budgets.Select(budget => budget.ToString("N")).Concat(organizationId is null ? [] : [organizationId]);
        await using var tell = database.Source.CreateCommand($"SELECT pg_notify('{Channel}', text) FROM unnest($1) AS text");
        tell.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. asked.Select(what => $"{replica.Id:N} {what}")] });
        await tell.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    private static async ValueTask<T> ReachAsync<T>(Func<ValueTask<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NpgsqlException failure)
        {
            throw new BudgetLeaseException("The PostgreSQL database of the budgets cannot be reached.", failure);
        }
    }

    private NpgsqlBatchCommand Command(string sql, Guid budget, long window)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = budget.ToByteArray(bigEndian: true) });
        command.Parameters.Add(Value(window));
        return command;
    }

    private static NpgsqlParameter<long> Value(long value) => new() { TypedValue = value };
}
