using NextModel.Storage.Sql;
using Npgsql;

namespace NextModel.Storage.Postgres;

/// <summary>Tables that one store has to itself: failures are told as the store's own.</summary>
/// <param name="database">The database.</param>
/// <param name="failed">The store's exception, of what could not be done and why.</param>
internal sealed class PostgresOwnTables(PostgresDatabase database, Func<string, NpgsqlException, Exception> failed)
{
    public async ValueTask<T> ReadAsync<T>(Func<SqlSession, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await database.ReadAsync(read, cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw failed("read", failure);
        }
    }

    /// <summary>Writes with one statement, which is its own transaction: one way to the server and back.</summary>
    public async ValueTask<T> WriteOnceAsync<T>(Func<SqlSession, ValueTask<T>> write)
    {
        try
        {
            return await database.WriteOnceAsync(write, CancellationToken.None);
        }
        catch (NpgsqlException failure)
        {
            throw failed("written", failure);
        }
    }

    public async ValueTask<T> WriteAsync<T>(Func<SqlSession, ValueTask<T>> write)
    {
        try
        {
            return await database.WriteAsync(SqlTurn.Any, write, CancellationToken.None);
        }
        catch (NpgsqlException failure)
        {
            throw failed("written", failure);
        }
    }

    /// <summary>Writes a few at a time, so that nobody waits long for a row; how many it were together.</summary>
    /// <param name="atOnce">Most that one part does; a part that does fewer is the last.</param>
    /// <param name="part">Does a part in one statement, and says how many.</param>
    /// <param name="cancellationToken">Ends it between two parts.</param>
    public async ValueTask<int> WriteInPartsAsync(int atOnce, Func<SqlSession, ValueTask<int>> part, CancellationToken cancellationToken = default)
    {
        for (var total = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var done = await WriteOnceAsync(part);
            total += done;
            if (done < atOnce)
            {
                return total;
            }
        }
    }
}
