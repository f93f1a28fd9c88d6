using NextModel.Limits;
using NextModel.Storage.Postgres.Ledger;
using Npgsql;

namespace NextModel.Storage.Postgres.Limits;

/// <summary>Hears when another replica asks for parts of budgets or credit, and gives back what is not needed here.</summary>
public sealed class PostgresLeaseListener(PostgresDatabase database, PostgresReplica replica, BudgetLeases leases, TimeProvider time)
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Listens until it is told to stop; where the connection is lost, on another one.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stopping);
            }
            catch (NpgsqlException)
            {
                await Task.Delay(PauseAfterFailure, time, stopping);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stopping)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stopping);
        var asked = new Queue<string>();
        connection.Notification += (_, told) => Note(told.Payload, asked);
        await using (var listen = new NpgsqlCommand($"LISTEN {PostgresBudgetLeaseStore.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(stopping);
        }

        while (true)
        {
            await connection.WaitAsync(stopping);
            while (asked.TryDequeue(out var what))
            {
                await (Guid.TryParseExact(what, "N", out var budget) ? leases.GiveBackAsync(budget, stopping) : leases.GiveBackAsync(what, stopping));
            }
        }
    }

    private void Note(string payload, Queue<string> asked)
    {
        if (payload.Split(' ', 2) is [var who, var what] && who != replica.Id.ToString("N"))
        {
            asked.Enqueue(what);
        }
    }
}
