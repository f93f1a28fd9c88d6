using System.Collections.Concurrent;
using System.Data;
using System.Globalization;
using Microsoft.Data.Sqlite;
using NextModel.Storage.Sql;

namespace NextModel.Storage.Sqlite;

/// <summary>
/// One database file: a single connection that writes and checkpoints, and any number that can only read.
/// </summary>
/// <remarks>
/// SQLite before 3.51.3 can lose committed pages when one connection commits while another checkpoints (docs/adr/0006). So there is one
/// writing connection, used under <see cref="Gate"/>; all others are opened read-only with <c>query_only</c> and never
/// checkpoint; and the writer closes last, because the last to close checkpoints. SQLite does not report an fsync that fails in a checkpoint,
/// and need not: the pages are still in the log, which was flushed before, and the next checkpoint writes them again.
/// </remarks>
public sealed class SqliteDatabase : SqlDatabase, IDisposable
{
    private const int MaxIdleReaders = 8;

    private readonly ConcurrentStack<SqliteConnection> _idle = new();
    private readonly string _path;

    private readonly SqliteConnection? _writer;

    private SqliteDatabase(string path, SqliteConnection? writer)
    {
        _path = path;
        _writer = writer;
    }

    /// <summary>Held while <see cref="Writer"/> is used.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The one connection that writes. Only under <see cref="Gate"/>.</summary>
    public SqliteConnection Writer => _writer ?? throw new InvalidOperationException($"{_path} is open for reading only.");

    /// <summary>Opens an existing file for reading, beside the process that may have it open for writing.</summary>
    public static SqliteDatabase OpenReadOnly(string path) => new(path, null);

    /// <summary>Opens or creates the file and brings its schema up to date.</summary>
    /// <exception cref="InvalidDataException">The file is newer than this program, or does not keep what it must.</exception>
    public static SqliteDatabase Open(string path, SqliteSettings settings)
    {
        var writer = Connect(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            SetPageSize(writer, settings.PageBytes);
            if (settings.GivesSpaceBack && IsNew(writer))
            {
                Require(writer, "auto_vacuum", "2", null);
            }

            Require(writer, "journal_mode", "wal", "wal");
            Require(writer, "synchronous", settings.Synchronous ? "FULL" : "NORMAL", settings.Synchronous ? "2" : "1");
            var pages = settings.CheckpointPages.ToString(CultureInfo.InvariantCulture);
            Require(writer, "wal_autocheckpoint", pages, pages);
            Require(writer, "busy_timeout", "5000", "5000");
            Require(writer, "foreign_keys", "1", "1");
            SqliteMigrations.Apply(writer, settings.Migrations);
            return new SqliteDatabase(path, writer);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Opens or creates a file that can be done without: one that is damaged is set aside, and a new one made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">How it is kept.</param>
    /// <param name="setAside">Told where a damaged file went.</param>
    public static SqliteDatabase OpenOrSetAside(string path, SqliteSettings settings, Action<string> setAside)
    {
        ArgumentNullException.ThrowIfNull(setAside);
        try
        {
            return Open(path, settings);
        }
        catch (SqliteException damaged) when (damaged.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            File.Move(path, path + ".damaged", overwrite: true);
            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
            setAside(path + ".damaged");
            return Open(path, settings);
        }
    }

    /// <summary>What SQLite's own check finds first; null when the file is sound.</summary>
    public string? Check()
    {
        using var reader = RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        return command.ExecuteScalar() as string is "ok" ? null : "it is damaged";
    }

    /// <summary>A connection that can only read; give it back by disposing the lease.</summary>
    public SqliteReaderLease RentReader()
    {
        if (!_idle.TryPop(out var reader))
        {
            reader = Connect(_path, SqliteOpenMode.ReadOnly);
            Require(reader, "query_only", "1", "1");
            Require(reader, "busy_timeout", "5000", "5000");
        }

        return new SqliteReaderLease(this, reader);
    }

    // SQLite is never waited for, and so nothing is given up half-way.
    public override async ValueTask<T> ReadAsync<T>(Func<SqlSession, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        using var lease = RentReader();
        return await read(new SqlSession(lease.Connection, null, CancellationToken.None));
    }

    public override async ValueTask<T> ReadMomentAsync<T>(Func<SqlSession, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        using var lease = RentReader();
        using var moment = lease.Connection.BeginTransaction(deferred: true);
        return await read(new SqlSession(lease.Connection, moment, CancellationToken.None));
    }

    // There is one writer, so that every write has its turn.
    public override ValueTask<T> WriteAsync<T>(SqlTurn turn, Func<SqlSession, ValueTask<T>> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        lock (Gate)
        {
            using var transaction = Writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            var result = Done(write(new SqlSession(Writer, transaction, CancellationToken.None)));
            transaction.Commit();
            return ValueTask.FromResult(result);
        }
    }

    public void Dispose()
    {
        while (_idle.TryPop(out var reader))
        {
            reader.Dispose();
        }

        _writer?.Dispose();
    }

    internal void Return(SqliteConnection reader)
    {
        if (_idle.Count < MaxIdleReaders)
        {
            _idle.Push(reader);
        }
        else
        {
            reader.Dispose();
        }
    }

    // SQLite is never waited for: its asynchronous methods have done it all when they return. The gate is held on this thread.
    private static T Done<T>(ValueTask<T> write) => write.IsCompleted
        ? write.GetAwaiter().GetResult()
        : throw new InvalidOperationException("A write to SQLite waited for something else.");

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    // Only a file that is still empty takes it.
    private static void SetPageSize(SqliteConnection connection, int bytes)
    {
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size = {bytes}");
        command.ExecuteNonQuery();
    }

    // Said again to a file that is there, it writes the first page at every start.
    private static bool IsNew(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA page_count";
        return command.ExecuteScalar() is 0L;
    }

    private static void Require(SqliteConnection connection, string pragma, string value, string? expected)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {pragma} = {value}";
        command.ExecuteNonQuery();
        command.CommandText = $"PRAGMA {pragma}";
        var actual = Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (expected is not null && actual != expected)
        {
            throw new InvalidDataException(
                $"{connection.DataSource} does not keep PRAGMA {pragma} = {value} (it says {actual}). Is it on a file system without shared memory?");
        }
    }
}
