using Microsoft.Data.Sqlite;
using NextModel.Limits;

namespace NextModel.Storage.Sqlite.Ledger;

/// <summary>Adds what the receipts of a batch take from budgets to the open transaction. Only under the database's gate.</summary>
internal sealed class SqliteBudgetCounts(SqliteConnection writer) : IDisposable
{
    private readonly SqliteStatement _add = new(
        writer,
        """
        INSERT INTO budget_windows (budget, start, settled, unknown) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET settled = settled + excluded.settled, unknown = unknown + excluded.unknown
        """);

    public void Add(IReadOnlyCollection<BudgetCount> counts)
    {
        if (counts.Count == 0)
        {
            return;
        }

        Span<byte> id = stackalloc byte[16];
        foreach (var count in counts)
        {
            count.BudgetId.TryWriteBytes(id, bigEndian: true, out _);
            _add.Bind(1, id);
            _add.Bind(2, count.WindowStart);
            _add.Bind(3, count.SettledNano);
            _add.Bind(4, count.UnknownNano);
            _add.Run();
        }
    }

    public void Dispose() => _add.Dispose();
}
