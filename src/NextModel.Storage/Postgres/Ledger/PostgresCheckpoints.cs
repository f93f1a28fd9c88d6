using NextModel.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>
/// Checkpoints in PostgreSQL, and the trees of the newest one, from which the next reads on. One replica takes them, over the logs of all: the one
/// whose connection holds the lock. When it goes, the lock goes with it.
/// </summary>
internal sealed class PostgresCheckpoints(PostgresDatabase database) : IDisposable
{
    private NpgsqlConnection? _leading;

    /// <summary>True when this replica takes the checkpoints.</summary>
    public async ValueTask<bool> TryLeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_leading is not null)
            {
                await using var alive = new NpgsqlCommand("SELECT 1", _leading);
                await alive.ExecuteScalarAsync(cancellationToken);
                return true;
            }

            // A connection of its own, for as long as it leads.
            var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            await using var take = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtext('checkpoints'))", connection);
            if (await take.ExecuteScalarAsync(cancellationToken) is true)
            {
                _leading = connection;
                return true;
            }

            await connection.DisposeAsync();
            return false;
        }
        catch (NpgsqlException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Adds a checkpoint; nothing when another replica has kept trees that reach further.</summary>
    public async ValueTask AppendAsync(Checkpoint checkpoint, string signed, OrganizationTrees trees, CancellationToken cancellationToken)
    {
        var changed = trees.Changed.ToList();
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var keep = new NpgsqlCommand("UPDATE trees_kept SET position = $1 WHERE position <= $1", connection, transaction);
        keep.Parameters.Add(new NpgsqlParameter<long> { TypedValue = trees.Position });
        if (await keep.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return;
        }

        await using var insert = new NpgsqlCommand("INSERT INTO checkpoints (total, jws) VALUES ($1, $2)", connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = checkpoint.Total });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = signed });
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await using var tree = new NpgsqlCommand(
            """
            INSERT INTO organization_trees (organization, size, parts) SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT (organization) DO UPDATE SET size = excluded.size, parts = excluded.parts
            """,
            connection, transaction);
        tree.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. changed.Select(one => one.Key)] });
        tree.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. changed.Select(one => one.Value.Size)] });
        tree.Parameters.Add(new NpgsqlParameter<byte[][]>
        {
            TypedValue = [.. changed.Select(one => one.Value.ToBytes())],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        });
        await tree.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The trees as they were kept with the newest checkpoint.</summary>
    /// <exception cref="InvalidDataException">A kept tree is damaged.</exception>
    public async ValueTask<OrganizationTrees> ReadTreesAsync(CancellationToken cancellationToken)
    {
        // One statement, so that position and trees are of one moment.
        await using var read = database.Source.CreateCommand(
            "SELECT k.position, t.organization, t.size, t.parts FROM trees_kept k LEFT JOIN organization_trees t ON true");
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        var position = 0L;
        var trees = new List<KeyValuePair<string, MerkleFrontier>>();
        while (await rows.ReadAsync(cancellationToken))
        {
            position = rows.GetInt64(0);
            if (!rows.IsDBNull(1))
            {
                trees.Add(new(rows.GetString(1), MerkleFrontier.TryRead(rows.GetInt64(2), rows.GetFieldValue<byte[]>(3))
                    ?? throw new InvalidDataException(
                        $"The PostgreSQL database is damaged: the tree of organization {rows.GetString(1)} does not have the size it states. Run './nextmodel doctor'.")));
            }
        }

        return new OrganizationTrees(position, trees);
    }

    public async ValueTask ThinAsync(int newest, int oneIn, CancellationToken cancellationToken)
    {
        await using var delete = database.Source.CreateCommand(
            "DELETE FROM checkpoints WHERE number <= (SELECT max(number) FROM checkpoints) - $1 AND number % $2 <> 0");
        delete.Parameters.Add(new NpgsqlParameter<int> { TypedValue = newest });
        delete.Parameters.Add(new NpgsqlParameter<int> { TypedValue = oneIn });
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The signed form of the newest; null when there is none.</summary>
    public static async ValueTask<string?> ReadLastAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        await using var read = database.Source.CreateCommand("SELECT jws FROM checkpoints ORDER BY number DESC LIMIT 1");
        return (string?)await read.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Leads no more.</summary>
    public void Dispose()
    {
        if (_leading is not { } connection)
        {
            return;
        }

        _leading = null;
        using (connection)
        {
            try
            {
                // In the pool the session lives on, and its locks with it.
                using var give = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
                give.ExecuteNonQuery();
            }
            catch (NpgsqlException)
            {
                // Broken, so the session has ended.
            }
        }
    }
}
