using Microsoft.Data.Sqlite;
using NextModel.Ledger;

namespace NextModel.Storage.Sqlite.Ledger;

/// <summary>Checkpoints in <c>nextmodel.db</c>, and the heads of the newest one, from which the next start reads on.</summary>
internal static class SqliteCheckpoints
{
    /// <summary>Only under the database's gate.</summary>
    public static void Append(SqliteConnection writer, Checkpoint checkpoint, string signed, OrganizationTrees trees)
    {
        using var transaction = writer.BeginTransaction();
        using var insert = writer.CreateCommand();
        insert.CommandText = "INSERT INTO checkpoints (total, jws) VALUES ($total, $jws)";
        insert.Parameters.AddWithValue("$total", checkpoint.Total);
        insert.Parameters.AddWithValue("$jws", signed);
        insert.ExecuteNonQuery();
        using var head = writer.CreateCommand();
        head.CommandText =
            """
            INSERT INTO log_heads (organization, log, size, hash, position) VALUES ($organization, $log, $size, $hash, $position)
            ON CONFLICT DO UPDATE SET log = excluded.log, size = excluded.size, hash = excluded.hash, position = excluded.position
            """;
        foreach (var (organization, log, size, hash, position) in checkpoint.Heads)
        {
            head.Parameters.Clear();
            head.Parameters.AddWithValue("$organization", organization);
            head.Parameters.AddWithValue("$log", log.ToByteArray(bigEndian: true));
            head.Parameters.AddWithValue("$size", size);
            head.Parameters.AddWithValue("$hash", hash.ToArray());
            head.Parameters.AddWithValue("$position", position);
            head.ExecuteNonQuery();
        }

        Keep(writer, trees);
        transaction.Commit();
    }

    /// <summary>The trees as they were kept with the newest checkpoint.</summary>
    /// <exception cref="InvalidDataException">A kept tree is damaged.</exception>
    public static OrganizationTrees ReadTrees(SqliteDatabase database)
    {
        using var reader = database.RentReader();
        using var snapshot = reader.Connection.BeginTransaction(deferred: true);
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(position), 0) FROM trees_kept";
        var position = (long)command.ExecuteScalar()!;
        command.CommandText = "SELECT organization, size, parts FROM organization_trees";
        using var rows = command.ExecuteReader();
        var trees = new List<KeyValuePair<string, MerkleFrontier>>();
        while (rows.Read())
        {
            trees.Add(new(rows.GetString(0), MerkleFrontier.TryRead(rows.GetInt64(1), rows.GetFieldValue<byte[]>(2))
                ?? throw new InvalidDataException($"nextmodel.db is damaged: the tree of organization {rows.GetString(0)} does not have the size it states. Run './nextmodel doctor'.")));
        }

        return new OrganizationTrees(position, trees);
    }

    /// <summary>Only under the database's gate.</summary>
    public static void Thin(SqliteConnection writer, int newest, int oneIn)
    {
        using var delete = writer.CreateCommand();
        delete.CommandText = "DELETE FROM checkpoints WHERE number <= (SELECT max(number) FROM checkpoints) - $newest AND number % $one_in <> 0";
        delete.Parameters.AddWithValue("$newest", newest);
        delete.Parameters.AddWithValue("$one_in", oneIn);
        delete.ExecuteNonQuery();
    }

    private static void Keep(SqliteConnection writer, OrganizationTrees trees)
    {
        using var tree = writer.CreateCommand();
        tree.CommandText =
            """
            INSERT INTO organization_trees (organization, size, parts) VALUES ($organization, $size, $parts)
            ON CONFLICT DO UPDATE SET size = excluded.size, parts = excluded.parts
            """;
        foreach (var (organization, frontier) in trees.Changed)
        {
            tree.Parameters.Clear();
            tree.Parameters.AddWithValue("$organization", organization);
            tree.Parameters.AddWithValue("$size", frontier.Size);
            tree.Parameters.AddWithValue("$parts", frontier.ToBytes());
            tree.ExecuteNonQuery();
        }

        using var kept = writer.CreateCommand();
        kept.CommandText = "INSERT INTO trees_kept VALUES (1, $position) ON CONFLICT DO UPDATE SET position = excluded.position";
        kept.Parameters.AddWithValue("$position", trees.Position);
        kept.ExecuteNonQuery();
    }

    public static string? ReadLast(SqliteDatabase database)
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "SELECT jws FROM checkpoints ORDER BY number DESC LIMIT 1";
        return (string?)command.ExecuteScalar();
    }
}
