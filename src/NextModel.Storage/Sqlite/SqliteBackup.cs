using Microsoft.Data.Sqlite;

namespace NextModel.Storage.Sqlite;

/// <summary>Copies a database file as it is at one moment, beside the process that may be writing it and without keeping it from writing.</summary>
public static class SqliteBackup
{
    /// <summary>Writes a compact copy with no log of its own beside it, and syncs it to the disk. A target that is there already is refused.</summary>
    /// <exception cref="IOException">The source cannot be read or the target cannot be written; nothing is left of the target then.</exception>
    public static void Write(string source, string target)
    {
        if (File.Exists(target))
        {
            throw new IOException($"{target} is there already.");
        }

        try
        {
            // In its own transaction SQLite reads one state, however long it takes; the writer's log grows meanwhile.
            using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString()))
            {
                connection.Open();
                using var copy = connection.CreateCommand();
                copy.CommandTimeout = 0;
                copy.CommandText = "VACUUM INTO $target";
                copy.Parameters.AddWithValue("$target", target);
                copy.ExecuteNonQuery();
            }

            // What SQLite has written so it does not sync.
            using var written = new FileStream(target, FileMode.Open, FileAccess.ReadWrite);
            written.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            File.Delete(target);
            throw new IOException($"{source} could not be copied to {target}: {error.Message}", error);
        }
    }
}
