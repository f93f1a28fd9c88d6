using NextModel.Reporting.Archives;
using NextModel.Storage.Postgres.Ledger;
using Npgsql;

namespace NextModel.Storage.Postgres.Archives;

/// <summary>Archives in PostgreSQL.</summary>
/// <remarks>
/// Rows are moved some hundred at a time; nobody waits for that. The space comes back when a partition has none left and goes as a whole.
/// </remarks>
public sealed class PostgresArchiveStore(PostgresDatabase database) : IArchiveStore
{
    private const int DropAtOnce = 400;

    private const string Columns = "SELECT name, directory, digest, first_position, last_position, from_time, to_time, dropped FROM archives ";

    private readonly PostgresPartitions _partitions = new(database);

    public async ValueTask<IReadOnlyList<Archive>> ListAsync(CancellationToken cancellationToken) =>
        await ReadAsync(Columns + "ORDER BY first_position", cancellationToken);

    public async ValueTask<(long First, long Last)?> FindNextAsync(DateTimeOffset before, long through, int most, CancellationToken cancellationToken)
    {
        // One statement, so that all of it is of one moment. Bounds are positions that may still be in it.
        await using var find = database.Source.CreateCommand(
            """
            WITH oldest AS (SELECT position AS first FROM receipts ORDER BY position LIMIT 1),
            newest AS (SELECT position - commit_index - 1 AS last FROM receipts ORDER BY position DESC LIMIT 1),
            young AS (
                SELECT position - 1 AS last FROM receipts, oldest, newest
                WHERE position <= least(oldest.first + $3, newest.last) AND completed_at >= $1 ORDER BY position LIMIT 1),
            bound AS (SELECT oldest.first, least(newest.last, $2, (SELECT last FROM young)) AS last FROM oldest, newest)
            SELECT bound.first, coalesce(
                (SELECT position FROM receipts WHERE position <= least(bound.last, bound.first + $3 - 1) AND seal IS NOT NULL ORDER BY position DESC LIMIT 1),
                (SELECT position FROM receipts WHERE position <= bound.last AND seal IS NOT NULL ORDER BY position LIMIT 1))
            FROM bound
            """);
        find.Parameters.Add(Value(before.ToUnixTimeMilliseconds()));
        find.Parameters.Add(Value(through));
        find.Parameters.Add(Value((long)most));
        await using var rows = await find.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken) && !rows.IsDBNull(1) ? (rows.GetInt64(0), rows.GetInt64(1)) : null;
    }

    public async ValueTask<(long Receipts, long Bytes)> CountAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var count = database.Source.CreateCommand(
            """
            SELECT count(*), coalesce(sum(length(gap_values) + coalesce(length(seal), 0) + 240), 0)::bigint FROM receipts WHERE completed_at < $1
            """);
        count.Parameters.Add(Value(before.ToUnixTimeMilliseconds()));
        await using var rows = await count.ExecuteReaderAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        return (rows.GetInt64(0), rows.GetInt64(1));
    }

    public async ValueTask AddAsync(Archive archive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(archive);
        await using var insert = database.Source.CreateCommand(
            """
            INSERT INTO archives (name, directory, digest, first_position, last_position, from_time, to_time, dropped)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $4 - 1)
            """);
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = archive.Name });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = archive.Directory });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = archive.Digest.ToArray() });
        insert.Parameters.Add(Value(archive.First));
        insert.Parameters.Add(Value(archive.Last));
        insert.Parameters.Add(Value(archive.From.ToUnixTimeMilliseconds()));
        insert.Parameters.Add(Value(archive.To.ToUnixTimeMilliseconds()));
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask<Archive> DropAsync(Archive archive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(archive);

        // The archive's row is locked first: two replicas that both drop go one after the other, and the second begins where the first ended.
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var find = new NpgsqlCommand("SELECT dropped FROM archives WHERE last_position = $1 FOR UPDATE", connection, transaction);
        find.Parameters.Add(Value(archive.Last));
        var dropped = (long)(await find.ExecuteScalarAsync(cancellationToken))!;
        await using var move = new NpgsqlCommand(
            """
            WITH whole AS (
                SELECT coalesce((SELECT position FROM receipts WHERE position >= least($1 + $3, $2) AND position <= $2 AND seal IS NOT NULL ORDER BY position LIMIT 1), $2) AS last),
            gone AS (DELETE FROM receipts USING whole WHERE position > $1 AND position <= whole.last RETURNING receipts.*),
            kept AS (
                INSERT INTO archived_receipts
                SELECT position, form, completed_at, id, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms
                FROM gone)
            UPDATE archives SET dropped = whole.last FROM whole WHERE last_position = $2 RETURNING dropped
            """,
            connection, transaction);
        move.Parameters.Add(Value(dropped));
        move.Parameters.Add(Value(archive.Last));
        move.Parameters.Add(Value((long)DropAtOnce));
        var through = (long)(await move.ExecuteScalarAsync(cancellationToken))!;
        await transaction.CommitAsync(cancellationToken);
        return archive with { Dropped = through };
    }

    public ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken) => _partitions.DropEmptyAsync(cancellationToken);

    public async ValueTask<Archive?> FindAsync(Guid receiptId, CancellationToken cancellationToken) => (await ReadAsync(
        Columns + "WHERE (SELECT position FROM archived_receipts WHERE id = $1 LIMIT 1) BETWEEN first_position AND last_position",
        cancellationToken, new NpgsqlParameter<Guid> { TypedValue = receiptId })).FirstOrDefault();

    private async ValueTask<List<Archive>> ReadAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        await using var command = database.Source.CreateCommand(sql);
        command.Parameters.AddRange(values);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var archives = new List<Archive>();
        while (await rows.ReadAsync(cancellationToken))
        {
            archives.Add(new Archive(
                rows.GetString(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2), rows.GetInt64(3), rows.GetInt64(4),
                DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)), DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(6)))
            {
                Dropped = rows.GetInt64(7),
            });
        }

        return archives;
    }

    private static NpgsqlParameter<long> Value(long value) => new() { TypedValue = value };
}
