using Microsoft.Data.Sqlite;

namespace NextModel.Storage.Sqlite;

/// <summary>A database file that one store has to itself: reads beside writes that share commits, and failures told as the store's own.</summary>
/// <param name="database">The file.</param>
/// <param name="failed">The store's exception, of what could not be done and why.</param>
internal sealed class SqliteOwnFile(SqliteDatabase database, Func<string, SqliteException, Exception> failed) : IDisposable
{
    private readonly SqliteGroupCommit _commits = new(database);

    public T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var lease = database.RentReader();
            return read(lease.Connection);
        }
        catch (SqliteException failure)
        {
            throw failed("read", failure);
        }
    }

    public async ValueTask<int> WriteAsync(Func<SqliteConnection, int> work)
    {
        try
        {
            return await _commits.RunAsync(work);
        }
        catch (SqliteException failure)
        {
            throw failed("written", failure);
        }
    }

    /// <summary>Writes a few at a time, so that nobody waits long for a turn; how many it were together.</summary>
    /// <param name="atOnce">Most that one part does; a part that does fewer is the last.</param>
    /// <param name="part">Does a part, and says how many.</param>
    /// <param name="cancellationToken">Ends it between two parts.</param>
    public async ValueTask<int> WriteInPartsAsync(int atOnce, Func<SqliteConnection, int> part, CancellationToken cancellationToken = default)
    {
        for (var total = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var done = await WriteAsync(part);
            total += done;
            if (done < atOnce)
            {
                return total;
            }
        }
    }

    public void Dispose()
    {
        lock (database.Gate)
        {
            database.Dispose();
        }
    }
}
