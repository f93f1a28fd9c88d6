using NextModel.Ledger;
using Npgsql;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>Finds out what became of a batch whose commit was sent and not answered, and rules out that it is written later.</summary>
internal sealed class PostgresBatchOutcome(PostgresDatabase database, PostgresReplica replica, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>How long requests may wait for it with their last byte.</summary>
    public static TimeSpan Patiently { get; } = TimeSpan.FromSeconds(30);

    /// <summary>One attempt: whoever asks will ask again.</summary>
    public static TimeSpan Briefly { get; } = TimeSpan.Zero;

    /// <summary>The position of its first receipt; null when it was not written, and then never will be.</summary>
    /// <param name="number">Its place among the batches of this replica.</param>
    /// <param name="patience">For how long to try.</param>
    /// <exception cref="LedgerStoreException">The database does not say, or says that this replica was ended.</exception>
    public async ValueTask<long?> FindAsync(long number, TimeSpan patience)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await AskAsync(number);
            }
            catch (NpgsqlException failure)
            {
                if (time.GetElapsedTime(began) >= patience)
                {
                    throw new LedgerStoreException("the PostgreSQL server was lost in a commit and has not come back", failure) { IsUnknown = true };
                }
            }

            await Task.Delay(Pause, time);
        }
    }

    // The update waits for the batch if that is still under way, and if it was not written takes its place.
    private async ValueTask<long?> AskAsync(long number)
    {
        await using var connection = await database.Source.OpenConnectionAsync(CancellationToken.None);
        await using var commands = new NpgsqlBatch(connection);
        var rule = new NpgsqlBatchCommand("UPDATE replicas SET batch = $2, first_position = -1 WHERE id = $1 AND batch = $2 - 1");
        rule.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        rule.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        var ask = new NpgsqlBatchCommand("SELECT first_position, ended_at IS NOT NULL FROM replicas WHERE id = $1 AND batch = $2");
        ask.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        ask.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        commands.BatchCommands.Add(rule);
        commands.BatchCommands.Add(ask);
        await using var rows = await commands.ExecuteReaderAsync(CancellationToken.None);
        if (!await rows.ReadAsync(CancellationToken.None))
        {
            throw PostgresLedgerFailure.Ended(null);
        }

        var (first, hasEnded) = (rows.GetInt64(0), rows.GetBoolean(1));
        return first > 0 ? first : hasEnded ? throw PostgresLedgerFailure.Ended(null) : null;
    }
}
