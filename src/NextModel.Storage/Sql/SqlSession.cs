using System.Data.Common;
using Dapper;

namespace NextModel.Storage.Sql;

/// <summary>A connection on loan, in a transaction when it may write.</summary>
/// <param name="connection">Open, and not to be kept.</param>
/// <param name="transaction">The transaction under way; null when this only reads.</param>
/// <param name="cancellationToken">Gives up what is being waited for.</param>
public sealed class SqlSession(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
{
    public DbConnection Connection => connection;

    public DbTransaction? Transaction => transaction;

    public CancellationToken Cancellation => cancellationToken;

    /// <summary>Runs a statement, for each of <paramref name="values"/> when they are several, and returns how many rows it changed.</summary>
    public async ValueTask<int> ExecuteAsync(string sql, object? values = null) => await connection.ExecuteAsync(Command(sql, values));

    /// <summary>Rows, mapped by the names of their columns.</summary>
    public async ValueTask<List<T>> QueryAsync<T>(string sql, object? values = null) => (await connection.QueryAsync<T>(Command(sql, values))).AsList();

    /// <summary>Rows, mapped by hand.</summary>
    public async ValueTask<List<T>> QueryAsync<T>(string sql, object? values, Func<DbDataReader, T> map)
    {
        var all = new List<T>();
        await using var rows = await connection.ExecuteReaderAsync(Command(sql, values));
        while (await rows.ReadAsync(cancellationToken))
        {
            all.Add(map(rows));
        }

        return all;
    }

    /// <summary>The one row, or nothing.</summary>
    public async ValueTask<T?> FindAsync<T>(string sql, object? values = null) => await connection.QuerySingleOrDefaultAsync<T>(Command(sql, values));

    /// <summary>The one value; the default where there is no row, or no value.</summary>
    public async ValueTask<T?> ScalarAsync<T>(string sql, object? values = null) => await connection.ExecuteScalarAsync<T>(Command(sql, values));

    private CommandDefinition Command(string sql, object? values) => new(sql, values, transaction, cancellationToken: cancellationToken);
}
