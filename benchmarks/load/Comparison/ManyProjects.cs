using Microsoft.Data.Sqlite;

namespace NextModel.Load.Comparison;

/// <summary>Makes an installation a large one: writes projects and keys, that nobody uses, into the file of a server that does not run.</summary>
internal static class ManyProjects
{
    /// <summary>Adds <paramref name="count"/> projects to the organization and team of the one that is there, each with one key.</summary>
    /// <param name="directory">The data directory of a server that is stopped and has at least one key.</param>
    /// <param name="count">How many to add.</param>
    public static void Add(string directory, int count)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "nextmodel.db")};Mode=ReadWrite;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = """
            BEGIN;
            WITH RECURSIVE added (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM added WHERE n < $count)
            INSERT INTO projects (organization, id, team, name, cache_enabled, cache_ttl_seconds, cache_max_entry_bytes, cache_max_total_bytes, cache_ignored_metadata)
            SELECT organization, printf('proj_added%07d', n), team, printf('added %d', n), cache_enabled, cache_ttl_seconds, cache_max_entry_bytes, cache_max_total_bytes, cache_ignored_metadata
            FROM (SELECT * FROM projects LIMIT 1), added;
            WITH RECURSIVE added (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM added WHERE n < $count)
            INSERT INTO api_keys (organization, id, project, name, prefix, digest, environment, workload, created_at)
            SELECT organization, printf('key_added%07d', n), printf('proj_added%07d', n), 'added', prefix, randomblob(32), environment, workload, created_at
            FROM (SELECT * FROM api_keys LIMIT 1), added;
            COMMIT;
            """;
        command.Parameters.AddWithValue("$count", count);
        command.ExecuteNonQuery();
    }
}
