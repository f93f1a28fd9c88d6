using System.Globalization;
using Microsoft.Data.Sqlite;

namespace NextModel.Storage.Sqlite;

/// <summary>
/// Brings a database up to the schema of this program: embedded scripts <c>Sqlite/&lt;set&gt;/Migrations/NNNN_name.sql</c>, each applied
/// once, in its own transaction.
/// </summary>
internal static class SqliteMigrations
{
    /// <exception cref="InvalidDataException">The file has a migration this program does not know.</exception>
    public static void Apply(SqliteConnection writer, string set)
    {
        Execute(writer, "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT");
        var scripts = MigrationScripts.Of($"{typeof(SqliteMigrations).Namespace}.{set}.Migrations.");
        var applied = LastApplied(writer);
        if (MigrationScripts.Newer(writer.DataSource, applied, scripts) is { } newer)
        {
            throw new InvalidDataException(newer);
        }

        foreach (var (number, name, sql) in scripts.Where(script => script.Number > applied))
        {
            using var transaction = writer.BeginTransaction();
            Execute(writer, sql);
            Execute(writer, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO migrations VALUES ({number}, '{name}')"));
            transaction.Commit();
        }
    }

    private static long LastApplied(SqliteConnection writer)
    {
        using var command = writer.CreateCommand();
        command.CommandText = "SELECT coalesce(max(number), 0) FROM migrations";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection writer, string sql)
    {
        using var command = writer.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
