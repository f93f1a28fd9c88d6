using Npgsql;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>
/// This start of a process among all that use the database. It says every so often that it lives; one that was not seen for
/// <see cref="Lease"/>, by the database's clock, is ended by whichever other sees that, and never writes again.
/// </summary>
public sealed class PostgresReplica : IDisposable
{
    // Seconds.
    private const int EndingTakes = 2;

    private readonly PostgresDatabase _database;

    private PostgresReplica(PostgresDatabase database, Guid id)
    {
        _database = database;
        Id = id;
    }

    /// <summary>How often to call <see cref="BeatAsync"/>.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a replica may be silent before it is taken for dead.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(15);

    /// <summary>New with every start.</summary>
    public Guid Id { get; }

    /// <summary>Joins the others. A start may take a minute longer than a lease before it is first said that this replica lives.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async ValueTask<PostgresReplica> JoinAsync(PostgresDatabase database, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(time);
        var id = Guid.CreateVersion7(time.GetUtcNow());
        await using var join = database.Source.CreateCommand("INSERT INTO replicas (id, seen_at) VALUES ($1, clock_timestamp() + interval '1 minute')");
        join.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await join.ExecuteNonQueryAsync(cancellationToken);
        return new PostgresReplica(database, id);
    }

    /// <summary>Says that this replica lives. False when it was taken for dead: it must stop, and start anew.</summary>
    public async ValueTask<bool> BeatAsync(CancellationToken cancellationToken)
    {
        await using var beat = _database.Source.CreateCommand("UPDATE replicas SET seen_at = clock_timestamp() WHERE id = $1 AND ended_at IS NULL");
        beat.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Id });
        return await beat.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>
    /// Ends the replicas that were not seen for <paramref name="silence"/>, and takes over the requests that they had dispatched. What they had given to the ledger
    /// is in it whole or not at all, and stays so. Gives how many were ended.
    /// </summary>
    public async ValueTask<int> EndSilentAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        await using var end = _database.Source.CreateCommand(
            """
            WITH silent AS (
                UPDATE replicas SET ended_at = clock_timestamp() WHERE ended_at IS NULL AND id <> $1 AND seen_at < clock_timestamp() - $2 RETURNING id)
            SELECT count(*) FROM silent
            """);
        end.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Id });
        end.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = silence });
        return (int)(long)(await end.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Ends this replica. Where that cannot be said now, the others find out by its silence.</summary>
    public void Dispose()
    {
        try
        {
            using var end = _database.Source.CreateCommand("UPDATE replicas SET ended_at = clock_timestamp() WHERE id = $1 AND ended_at IS NULL");
            end.CommandTimeout = EndingTakes;
            end.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Id });
            end.ExecuteNonQuery();
        }
        catch (NpgsqlException)
        {
            // What it would say is said by its silence.
        }
    }
}
