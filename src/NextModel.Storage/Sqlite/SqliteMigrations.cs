using System.Globalization;
using System.Reflection;
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
        var scripts = Scripts(set);
        var applied = LastApplied(writer);
        if (applied > scripts[^1].Number)
        {
            throw new InvalidDataException(
                $"{writer.DataSource} was written by a newer version (schema {applied}; this program knows {scripts[^1].Number}). "
                + "Start the newer version, or restore a backup made before the upgrade.");
        }

        foreach (var (number, name, sql) in scripts.Where(script => script.Number > applied))
        {
            using var transaction = writer.BeginTransaction();
            Execute(writer, sql);
            Execute(writer, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO migrations VALUES ({number}, '{name}')"));
            transaction.Commit();
        }
    }

    private static List<(int Number, string Name, string Sql)> Scripts(string set)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var folder = $"{typeof(SqliteMigrations).Namespace}.{set}.Migrations.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource => (Name: resource[folder.Length..^".sql".Length], Resource: resource))
            .Select(script => (int.Parse(script.Name[..4], CultureInfo.InvariantCulture), script.Name, Read(assembly, script.Resource)))];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
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
