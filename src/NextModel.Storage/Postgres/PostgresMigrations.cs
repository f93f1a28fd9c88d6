using Dapper;
using NextModel.Storage.Sql;
using Npgsql;

namespace NextModel.Storage.Postgres;

/// <summary>
/// Brings a database up to the schema of this program: embedded scripts <c>Postgres/Migrations/NNNN_name.sql</c>, forward only, each once, in a
/// transaction of its own, by one replica while the others wait.
/// </summary>
/// <remarks>Replicas of the version before go on meanwhile, so that a script only adds; what nothing uses any more goes a version later.</remarks>
internal static class PostgresMigrations
{
    // A script that cannot have a table at once lets requests go first.
    private const string Patience = "SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = 0";

    private const int TimeoutSeconds = 600;

    /// <exception cref="InvalidDataException">The database has a migration this program does not know.</exception>
    public static async ValueTask ApplyAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        while (await ApplyNextAsync(database, cancellationToken))
        {
        }
    }

    // The lock ends with the transaction, however that ends; whoever comes next finds what is left to do.
    private static async ValueTask<bool> ApplyNextAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync("SELECT pg_advisory_xact_lock(@key)", new { key = PostgresDatabase.LockOf(SqlTurn.Schema) });
        await ExecuteAsync("CREATE TABLE IF NOT EXISTS migrations (number bigint PRIMARY KEY, name text NOT NULL, at timestamptz NOT NULL DEFAULT now())");
        var applied = (await connection.QueryAsync<long>("SELECT number FROM migrations", transaction: transaction)).ToHashSet();
        var scripts = MigrationScripts.Of($"{typeof(PostgresMigrations).Namespace}.Migrations.");
        if (MigrationScripts.Newer(database.Name, applied.DefaultIfEmpty().Max(), scripts) is { } newer)
        {
            throw new InvalidDataException(newer);
        }

        if (scripts.FirstOrDefault(script => !applied.Contains(script.Number)) is not { Sql: not null } next)
        {
            await transaction.CommitAsync(cancellationToken);
            return false;
        }

        await ExecuteAsync(Patience);
        await using (var command = new NpgsqlCommand(next.Sql, connection, transaction) { CommandTimeout = TimeoutSeconds })
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await ExecuteAsync("INSERT INTO migrations (number, name) VALUES (@Number, @Name)", new { Number = (long)next.Number, next.Name });
        await transaction.CommitAsync(cancellationToken);
        return true;

        Task<int> ExecuteAsync(string sql, object? values = null) => connection.ExecuteAsync(
            new CommandDefinition(sql, values, transaction, TimeoutSeconds, cancellationToken: cancellationToken));
    }
}
