using System.Collections.Concurrent;
using NextModel.Storage.Postgres;

namespace NextModel.Testing.Postgres;

/// <summary>
/// A database for each test that has a directory, as if it lay in there: whoever opens the same directory again finds the same database, and it goes
/// soon after the directory is gone.
/// </summary>
public static class PostgresPlaces
{
    private static readonly ConcurrentDictionary<string, string> Databases = new(StringComparer.Ordinal);
    private static readonly Lock Making = new();

    /// <summary>The database of a directory, made when it is first asked for.</summary>
    public static PostgresAddress Of(string directory)
    {
        lock (Making)
        {
            if (!Databases.TryGetValue(directory, out var text))
            {
                DropAbandoned();
                text = PostgresCluster.Shared.CreateDatabase();
                Databases[directory] = text;
            }

            return PostgresAddress.TryRead(text, out var address, out var problem) ? address : throw new InvalidOperationException(problem);
        }
    }

    private static void DropAbandoned()
    {
        foreach (var (directory, database) in Databases.Where(one => !Directory.Exists(one.Key)).ToList())
        {
            PostgresCluster.Shared.Drop(database);
            Databases.TryRemove(directory, out _);
        }
    }
}
