using System.Data;
using System.Globalization;
using Dapper;
using NextModel.Storage.Sql;
using Npgsql;

namespace NextModel.Storage.Postgres;

/// <summary>
/// One PostgreSQL database behind any number of replicas: a bounded pool of connections, and transactions at READ COMMITTED whose order,
/// where it matters, is that of a lock.
/// </summary>
/// <remarks>
/// A commit is durable when it returns (<c>synchronous_commit</c> is never off here but where a store says so). What could not be committed
/// because the server ended the connection, found a deadlock or could not serialize is tried again before its COMMIT is sent, three times in all,
/// and never after it: then only whoever knows what was written can find out (docs/adr/0033).
/// </remarks>
public sealed class PostgresDatabase : SqlDatabase, IDisposable, IAsyncDisposable
{
    /// <summary>The channel on which the sequence of each new audit entry is told.</summary>
    public const string AuditChannel = "nextmodel_audit";

    private const int Attempts = 3;

    // Keys of advisory locks: this in the upper half, the turn in the lower.
    private const long LockSpace = 0x6E6D_0000_0000_0000;

    private PostgresDatabase(NpgsqlDataSource source, string name)
    {
        Source = source;
        Name = name;
    }

    /// <summary>Connections of this process; give each back by disposing it.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Which database it is, for people: never with a password.</summary>
    public string Name { get; }

    /// <summary>Names a database; nothing connects yet.</summary>
    /// <param name="connection">What <see cref="PostgresAddress.TryRead"/> made of the setting.</param>
    public static PostgresDatabase Of(PostgresAddress connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new PostgresDatabase(NpgsqlDataSource.Create(connection.Settings), connection.Name);
    }

    /// <summary>Connects, and brings the schema up to date.</summary>
    /// <exception cref="InvalidDataException">The schema is newer than this program, or commits are not kept there.</exception>
    /// <exception cref="InvalidOperationException">It cannot be reached, or not used.</exception>
    public static async ValueTask<PostgresDatabase> OpenAsync(PostgresAddress connection, CancellationToken cancellationToken)
    {
        var database = Of(connection);
        try
        {
            await database.RequireDurableAsync(cancellationToken);
            await PostgresMigrations.ApplyAsync(database, cancellationToken);
            return database;
        }
        catch (NpgsqlException unusable)
        {
            await database.DisposeAsync();
            throw new InvalidOperationException(
                $"{database.Name} cannot be used: {unusable.Message} Check NEXTMODEL_DATABASE, that the server runs, and that it lets this machine and user in.", unusable);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>The lock that stands for a turn.</summary>
    public static long LockOf(SqlTurn turn) => LockSpace | (long)turn;

    public override ValueTask<T> ReadAsync<T>(Func<SqlSession, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return TryAsync(async (connection, _) => await read(new SqlSession(connection, null, cancellationToken)), cancellationToken);
    }

    public override ValueTask<T> ReadMomentAsync<T>(Func<SqlSession, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return TryAsync(
            async (connection, _) =>
            {
                await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                return await read(new SqlSession(connection, moment, cancellationToken));
            },
            cancellationToken);
    }

    public override ValueTask<T> WriteAsync<T>(SqlTurn turn, Func<SqlSession, ValueTask<T>> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        return TryAsync(
            async (connection, attempt) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                var session = new SqlSession(connection, transaction, cancellationToken);
                if (turn != SqlTurn.Any)
                {
                    await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@key)", new { key = LockOf(turn) });
                }

                var result = await write(session);
                attempt.IsCommitting = true;
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            },
            cancellationToken);
    }

    /// <summary>Writes with one statement, which is a transaction of its own. It is not sent again once the server may have done it.</summary>
    internal ValueTask<T> WriteOnceAsync<T>(Func<SqlSession, ValueTask<T>> write, CancellationToken cancellationToken) => TryAsync(
        async (connection, attempt) =>
        {
            attempt.IsCommitting = true;
            return await write(new SqlSession(connection, null, cancellationToken));
        },
        cancellationToken);

    public void Dispose() => Source.Dispose();

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    internal override async ValueTask TakeTurnAsync(SqlSession session, SqlTurn turn) =>
        await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@key)", new { key = LockOf(turn) });

    internal override async ValueTask TellAsync(SqlSession session, long sequence) =>
        await session.ExecuteAsync("SELECT pg_notify(@channel, @text)", new { channel = AuditChannel, text = sequence.ToString(CultureInfo.InvariantCulture) });

    private async ValueTask<T> TryAsync<T>(Func<NpgsqlConnection, Attempt, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            var attempt = new Attempt();
            try
            {
                await using var connection = await Source.OpenConnectionAsync(cancellationToken);
                return await work(connection, attempt);
            }
            catch (NpgsqlException failure) when (number < Attempts && (!attempt.IsCommitting || IsUndone(failure)) && MayPass(failure))
            {
                // The pool has let go of the connection if it was broken; another attempt gets another one. Those that met meet no second time.
                if (IsUndone(failure))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 50) * number), TimeProvider.System, cancellationToken);
                }
            }
        }
    }

    // Not what took too long already: nobody who asks should wait for a hung database more than once.
    private static bool MayPass(NpgsqlException failure) => failure switch
    {
        PostgresException told => told.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        _ => failure.InnerException is IOException,
    };

    // The server says that it has rolled back.
    private static bool IsUndone(NpgsqlException failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    private async ValueTask RequireDurableAsync(CancellationToken cancellationToken)
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        if (await connection.ExecuteScalarAsync<string>("SHOW synchronous_commit") is "off")
        {
            throw new InvalidDataException(
                $"{Name} loses what it has confirmed when it crashes (synchronous_commit is off). Set it to on, for the database or the user of NEXTMODEL_DATABASE.");
        }
    }

    private sealed class Attempt
    {
        public bool IsCommitting { get; set; }
    }
}
