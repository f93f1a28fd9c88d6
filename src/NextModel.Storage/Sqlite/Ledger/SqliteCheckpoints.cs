using Microsoft.Data.Sqlite;
using NextModel.Ledger;

namespace NextModel.Storage.Sqlite.Ledger;

/// <summary>Checkpoints in <c>nextmodel.db</c>, and the heads of the newest one, from which the next start reads on.</summary>
internal static class SqliteCheckpoints
{
    /// <summary>Only under the database's gate.</summary>
    public static void Append(SqliteConnection writer, Checkpoint checkpoint, string jws)
    {
        using var transaction = writer.BeginTransaction();
        using var insert = writer.CreateCommand();
        insert.CommandText = "INSERT INTO checkpoints (total, jws) VALUES ($total, $jws)";
        insert.Parameters.AddWithValue("$total", checkpoint.Total);
        insert.Parameters.AddWithValue("$jws", jws);
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

        transaction.Commit();
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

    public static string? ReadLast(SqliteDatabase database)
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "SELECT jws FROM checkpoints ORDER BY number DESC LIMIT 1";
        return (string?)command.ExecuteScalar();
    }
}
