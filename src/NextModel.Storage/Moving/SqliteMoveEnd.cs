using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Storage.Sqlite;

namespace NextModel.Storage.Moving;

/// <summary>The embedded databases of a data directory: read as they are, or written beside their names until all of it is there.</summary>
public sealed class SqliteMoveEnd : MoveEnd
{
    // A transaction of so many rows: a write-ahead log of some megabytes.
    private const int RowsAtOnce = 5_000;

    private const string Unfinished = ".unfinished";

    private static readonly string[] FileNames = ["nextmodel.db", "idempotency.db", "responses.db"];
    private static readonly SqliteSettings[] Settings = [SqliteSettings.Main, SqliteSettings.Idempotency, SqliteSettings.Responses];

    private readonly string _directory;
    private readonly string _keys;
    private readonly bool _isTarget;
    private readonly SqliteDatabase?[] _files;
    private IReadOnlyList<KeptSigningKey> _kept = [];

    private SqliteMoveEnd(string directory, string keys, bool isTarget, SqliteDatabase?[] files)
    {
        _directory = directory;
        _keys = keys;
        _isTarget = isTarget;
        _files = files;
    }

    public override string Name => $"SQLite in {_directory}";

    /// <summary>Opens a data directory that is moved out of, for reading.</summary>
    /// <param name="directory">The data directory, whose lock the caller holds.</param>
    /// <param name="keys">The directory of its signing keys.</param>
    public static SqliteMoveEnd OpenSource(string directory, string keys) => new(directory, keys, isTarget: false, [
        .. FileNames.Select(name => Path.Combine(directory, name)).Select(path => File.Exists(path) ? SqliteDatabase.OpenReadOnly(path) : null)]);

    /// <summary>Why a data directory cannot be moved into; null when it can.</summary>
    public static string? WhyNotInto(string directory, string keys) =>
        FileNames.Select(name => Path.Combine(directory, name)).FirstOrDefault(File.Exists) is { } taken
            ? $"{taken} is there: this data directory has an installation. Name one that has none with NEXTMODEL_DATA."
            : Directory.Exists(keys) && Directory.EnumerateFiles(keys).Any()
                ? $"{keys} holds the signing keys of another installation. Name a data directory that has none with NEXTMODEL_DATA."
                : null;

    /// <summary>Opens a data directory that is moved into. What another attempt left unfinished there is removed.</summary>
    /// <param name="directory">The data directory, whose lock the caller holds.</param>
    /// <param name="keys">The directory of its signing keys.</param>
    public static SqliteMoveEnd OpenTarget(string directory, string keys)
    {
        var files = new SqliteDatabase?[FileNames.Length];
        for (var file = 0; file < files.Length; file++)
        {
            var path = Path.Combine(directory, FileNames[file]) + Unfinished;
            foreach (var left in new[] { path, path + "-wal", path + "-shm" })
            {
                File.Delete(left);
            }

            files[file] = SqliteDatabase.Open(path, Settings[file]);
        }

        return new SqliteMoveEnd(directory, keys, isTarget: true, files);
    }

    public override bool Keeps(MovedTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.IsInSqlite;
    }

    public override async IAsyncEnumerable<object?[]> ReadAsync(
        MovedTable table, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        if (_files[(int)table.File] is not { } database)
        {
            yield break;
        }

        using var reader = database.RentReader();
        await using var command = reader.Connection.CreateCommand();
        command.CommandText =
            $"SELECT {string.Join(", ", columns.Select(column => Told(table, column)))} FROM {table.SqliteFrom ?? table.Name} AS {table.Name}"
            + (table.Order is { } order ? $" ORDER BY {table.Name}.{order}" : "");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var row = new object?[columns.Count];
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = rows.GetValue(column) switch { DBNull => null, string text => Plain(text), var value => value };
            }

            yield return row;
        }
    }

    public override async ValueTask WriteAsync(
        MovedTable table, IReadOnlyList<string> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var kept = Enumerable.Range(0, columns.Count).Where(column => !table.SqliteTold.Contains(columns[column])).ToArray();
        var writer = _files[(int)table.File]!.Writer;
        await using var insert = writer.CreateCommand();
        insert.CommandText =
            $"INSERT INTO {table.Name} ({string.Join(", ", kept.Select(column => columns[column]))}) "
            + $"VALUES ({string.Join(", ", kept.Select(column => Kept(table, columns[column], column)))})";
        foreach (var column in kept)
        {
            insert.Parameters.Add(new SqliteParameter($"$p{column}", null));
        }

        var transaction = writer.BeginTransaction();
        try
        {
            insert.Transaction = transaction;
            var open = 0;
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                for (var i = 0; i < kept.Length; i++)
                {
                    insert.Parameters[i].Value = row[kept[i]] ?? DBNull.Value;
                }

                await insert.ExecuteNonQueryAsync(cancellationToken);
                if (++open == RowsAtOnce)
                {
                    await transaction.CommitAsync(cancellationToken);
                    await transaction.DisposeAsync();
                    insert.Transaction = transaction = writer.BeginTransaction();
                    open = 0;
                }
            }

            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            await transaction.DisposeAsync();
        }
    }

    public override ValueTask<(long First, long Last)> ReadRangeAsync(CancellationToken cancellationToken)
    {
        using var reader = _files[0]!.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "SELECT coalesce((SELECT min(position) FROM receipts), 0), coalesce((SELECT max(position) FROM receipts), 0)";
        using var rows = command.ExecuteReader();
        rows.Read();
        return ValueTask.FromResult((rows.GetInt64(0), rows.GetInt64(1)));
    }

    public override ValueTask<IReadOnlyList<KeptSigningKey>> ReadKeysAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(_isTarget ? _kept : new SigningKeyFiles(_keys).Load());

    // They are files that a start would find: they are written with the rest, when all of it is there.
    public override ValueTask WriteKeysAsync(IReadOnlyList<KeptSigningKey> keys, CancellationToken cancellationToken)
    {
        _kept = keys;
        return ValueTask.CompletedTask;
    }

    /// <exception cref="IOException">A file cannot be written.</exception>
    public override ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        Close();
        new SigningKeyFiles(_keys).Restore(_kept);

        // The one that makes it an installation is the last.
        foreach (var name in FileNames.Reverse())
        {
            var path = Path.Combine(_directory, name);
            File.Move(path + Unfinished, path);
        }

        return ValueTask.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private void Close()
    {
        for (var file = 0; file < _files.Length; file++)
        {
            _files[file]?.Dispose();
            _files[file] = null;
        }
    }

    private static string Told(MovedTable table, string column) =>
        table.SqliteLogNumber == column ? $"(SELECT id FROM logs WHERE number = {table.Name}.{column})" : $"{table.Name}.{column}";

    private static string Kept(MovedTable table, string column, int number) =>
        table.SqliteLogNumber == column ? $"(SELECT number FROM logs WHERE id = $p{number})" : $"$p{number}";

    // PostgreSQL has no text with a zero character in it; what a caller sent as one is kept there with this in its place.
    private static string Plain(string text) => text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;
}
