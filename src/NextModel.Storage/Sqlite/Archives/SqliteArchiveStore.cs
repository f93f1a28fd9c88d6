using System.Globalization;
using Microsoft.Data.Sqlite;
using NextModel.Reporting.Archives;

namespace NextModel.Storage.Sqlite.Archives;

/// <summary>Archives in <c>nextmodel.db</c>.</summary>
/// <remarks>
/// Rows are dropped some hundreds at a time: the ledger's writer waits for the lock of one such transaction at most. Pages become free
/// whole, since positions ascend; they are used again at once, and given back where the file was made for that (auto_vacuum).
/// </remarks>
public sealed class SqliteArchiveStore(SqliteDatabase database) : IArchiveStore
{
    private const int DropAtOnce = 400;
    private const int PagesAtOnce = 64;

    private const string Columns = "SELECT name, directory, digest, first_position, last_position, from_time, to_time, dropped FROM archives";

    public ValueTask<IReadOnlyList<Archive>> ListAsync(CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();

        // A ledger is also read as an older version left it.
        if (Number(reader.Connection, "SELECT 1 FROM sqlite_master WHERE name = 'archives'") is null)
        {
            return ValueTask.FromResult<IReadOnlyList<Archive>>([]);
        }

        command.CommandText = Columns + " ORDER BY first_position";
        return ValueTask.FromResult<IReadOnlyList<Archive>>([.. Read(command)]);
    }

    public ValueTask<(long First, long Last)?> FindNextAsync(DateTimeOffset before, long through, int most, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        using var snapshot = reader.Connection.BeginTransaction(deferred: true);
        var connection = reader.Connection;
        if (Number(connection, "SELECT min(position) FROM receipts") is not { } first)
        {
            return ValueTask.FromResult<(long, long)?>(null);
        }

        // Bounds, each a position that may still be in it.
        var newest = Number(connection, "SELECT position - commit_index - 1 FROM receipts ORDER BY position DESC LIMIT 1")!.Value;
        var young = Number(
            connection, "SELECT position - 1 FROM receipts WHERE position <= $a AND completed_at >= $b ORDER BY position LIMIT 1",
            Math.Min(first + most, newest), before.ToUnixTimeMilliseconds());
        var last = Math.Min(Math.Min(newest, through), young ?? long.MaxValue);
        var end = Number(
            connection, "SELECT position FROM receipts WHERE position <= $a AND seal IS NOT NULL ORDER BY position DESC LIMIT 1", Math.Min(last, first + most - 1))
            ?? Number(connection, "SELECT position FROM receipts WHERE position <= $a AND seal IS NOT NULL ORDER BY position LIMIT 1", last);
        return ValueTask.FromResult<(long, long)?>(end is { } whole ? (first, whole) : null);
    }

    public ValueTask<(long Receipts, long Bytes)> CountAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText =
            "SELECT count(*), coalesce(sum(length(gap_values) + coalesce(length(seal), 0) + 160), 0) FROM receipts WHERE completed_at < $before";
        command.Parameters.AddWithValue("$before", before.ToUnixTimeMilliseconds());
        using var rows = command.ExecuteReader();
        rows.Read();
        return ValueTask.FromResult((rows.GetInt64(0), rows.GetInt64(1)));
    }

    public ValueTask AddAsync(Archive archive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(archive);
        lock (database.Gate)
        {
            using var insert = database.Writer.CreateCommand();
            insert.CommandText =
                """
                INSERT INTO archives (name, directory, digest, first_position, last_position, from_time, to_time, dropped)
                VALUES ($name, $directory, $digest, $first, $last, $from, $to, $first - 1)
                """;
            insert.Parameters.AddWithValue("$name", archive.Name);
            insert.Parameters.AddWithValue("$directory", archive.Directory);
            insert.Parameters.AddWithValue("$digest", archive.Digest.ToArray());
            insert.Parameters.AddWithValue("$first", archive.First);
            insert.Parameters.AddWithValue("$last", archive.Last);
            insert.Parameters.AddWithValue("$from", archive.From.ToUnixTimeMilliseconds());
            insert.Parameters.AddWithValue("$to", archive.To.ToUnixTimeMilliseconds());
            insert.ExecuteNonQuery();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<Archive> DropAsync(Archive archive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(archive);
        lock (database.Gate)
        {
            using var transaction = database.Writer.BeginTransaction();
            var through = Number(
                database.Writer, "SELECT position FROM receipts WHERE position >= $a AND position <= $b AND seal IS NOT NULL ORDER BY position LIMIT 1",
                Math.Min(archive.Dropped + DropAtOnce, archive.Last), archive.Last) ?? archive.Last;
            using var command = database.Writer.CreateCommand();
            command.Parameters.AddWithValue("$after", archive.Dropped);
            command.Parameters.AddWithValue("$through", through);
            command.Parameters.AddWithValue("$last", archive.Last);
            command.CommandText =
                """
                INSERT INTO archived_receipts
                SELECT position, form, completed_at, id, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms
                FROM receipts WHERE position > $after AND position <= $through;
                DELETE FROM receipts WHERE position > $after AND position <= $through;
                UPDATE archives SET dropped = $through WHERE last_position = $last;
                """;
            command.ExecuteNonQuery();
            transaction.Commit();
            return ValueTask.FromResult(archive with { Dropped = through });
        }
    }

    public ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken)
    {
        lock (database.Gate)
        {
            if (Number(database.Writer, "PRAGMA auto_vacuum") != 2 || Number(database.Writer, "PRAGMA freelist_count") is null or 0)
            {
                return ValueTask.FromResult(false);
            }

            using var release = database.Writer.CreateCommand();
            release.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA incremental_vacuum({PagesAtOnce})");
            using var rows = release.ExecuteReader();
            while (rows.Read())
            {
            }

            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<Archive?> FindAsync(Guid receiptId, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText =
            Columns + " WHERE (SELECT position FROM archived_receipts WHERE id = $id) BETWEEN first_position AND last_position";
        command.Parameters.AddWithValue("$id", receiptId.ToByteArray(bigEndian: true));
        return ValueTask.FromResult(Read(command).FirstOrDefault());
    }

    private static IEnumerable<Archive> Read(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new Archive(
                rows.GetString(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2), rows.GetInt64(3), rows.GetInt64(4),
                DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)), DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(6)))
            {
                Dropped = rows.GetInt64(7),
            };
        }
    }

    private static long? Number(SqliteConnection connection, string sql, long a = 0, long b = 0)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (sql.Contains("$a", StringComparison.Ordinal))
        {
            command.Parameters.AddWithValue("$a", a);
        }

        if (sql.Contains("$b", StringComparison.Ordinal))
        {
            command.Parameters.AddWithValue("$b", b);
        }

        return command.ExecuteScalar() is long number ? number : null;
    }
}
