using NextModel.Limits;
using Npgsql;
using NpgsqlTypes;

namespace NextModel.Storage.Postgres.Limits;

/// <summary>Adds what the receipts of a batch take from budgets to its transaction: out of what the replica has leased, where it has.</summary>
internal static class PostgresBudgetCounts
{
    // A budget that only counts leases nothing; one that became hard under a request in flight may have leased less than that takes.
    private const string Sql =
        """
        WITH c AS (SELECT * FROM unnest($2, $3, $4, $5) AS c(budget, start, settled, unknown)),
        held AS (
            SELECT l.budget, l.start, least(l.amount, c.settled + c.unknown) AS covered FROM budget_leases l JOIN c USING (budget, start)
            WHERE l.replica = $1 ORDER BY l.budget, l.start FOR UPDATE OF l),
        given AS (
            UPDATE budget_leases l SET amount = l.amount - held.covered FROM held
            WHERE l.replica = $1 AND l.budget = held.budget AND l.start = held.start)
        INSERT INTO budget_windows AS w (budget, start, settled, unknown, leased)
        SELECT c.budget, c.start, c.settled, c.unknown, coalesce(held.covered, 0) FROM c LEFT JOIN held USING (budget, start) ORDER BY c.budget, c.start
        ON CONFLICT (budget, start) DO UPDATE SET settled = w.settled + excluded.settled, unknown = w.unknown + excluded.unknown,
            leased = greatest(w.leased - excluded.leased, 0)
        """;

    public static void AddTo(NpgsqlBatch batch, Guid replica, IReadOnlyCollection<BudgetCount> counts)
    {
        if (counts.Count == 0)
        {
            return;
        }

        var add = new NpgsqlBatchCommand(Sql);
        add.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica });
        add.Parameters.Add(new NpgsqlParameter<byte[][]>
        {
            TypedValue = [.. counts.Select(count => count.BudgetId.ToByteArray(bigEndian: true))],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        });
        add.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. counts.Select(count => count.WindowStart)] });
        add.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. counts.Select(count => count.SettledNano)] });
        add.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. counts.Select(count => count.UnknownNano)] });
        batch.BatchCommands.Add(add);
    }
}
