using Dapper;
using Microsoft.Extensions.Logging;
using NextModel.Storage.Sql;
using NextModel.Telemetry;
using Npgsql;

namespace NextModel.Storage.Postgres;

/// <summary>
/// Work that one replica at a time does, whichever comes first: it holds a lock of the database for as long as it lives. When it dies, or loses
/// the database, another one goes on within seconds.
/// </summary>
/// <remarks>A replica notices within a second that the lock is gone; until then two may do the work at once, so that it must bear that.</remarks>
public sealed partial class PostgresAlone(PostgresDatabase database, TimeProvider time, ILogger<PostgresAlone> logger)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>Does <paramref name="work"/> whenever this replica has the turn, until it is cancelled.</summary>
    public async Task RunAsync(SqlTurn turn, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(work);
        while (true)
        {
            try
            {
                await using var connection = await database.Source.OpenConnectionAsync(stopping);
                if (await connection.ExecuteScalarAsync<bool>("SELECT pg_try_advisory_lock(@key)", new { key = PostgresDatabase.LockOf(turn) }))
                {
                    await HoldAsync(connection, turn, work, stopping);
                }
            }
            catch (NpgsqlException failure)
            {
                LogLost(turn, failure);
            }

            await Task.Delay(Beat, time, stopping);
        }
    }

    // The lock goes with the session, which goes back to the pool: so it is given back first.
    private async Task HoldAsync(NpgsqlConnection connection, SqlTurn turn, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var working = work(lost.Token);
        try
        {
            while (!working.IsCompleted)
            {
                await Task.WhenAny(working, Task.Delay(Beat, time, lost.Token));
                stopping.ThrowIfCancellationRequested();
                await connection.ExecuteScalarAsync<int>("SELECT 1");
            }

            await working;
        }
        finally
        {
            await lost.CancelAsync();
            await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await connection.ExecuteScalarAsync<bool>("SELECT pg_advisory_unlock(@key)", new { key = PostgresDatabase.LockOf(turn) });
            }
        }
    }

    [LoggerMessage(EventIds.AloneLost, LogLevel.Warning, "The turn '{Turn}' that one replica has at a time is lost, or cannot be asked for; tried again every second")]
    private partial void LogLost(SqlTurn turn, Exception failure);
}
