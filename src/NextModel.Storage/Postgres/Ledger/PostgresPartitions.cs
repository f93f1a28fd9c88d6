using System.Globalization;
using Npgsql;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>
/// The partitions of the ledger's rows: a million positions each, made ahead of the ledger's end by whichever replica comes near, and dropped
/// as a whole when nothing is left in one.
/// </summary>
internal sealed class PostgresPartitions(PostgresDatabase database)
{
    /// <summary>Positions in each.</summary>
    public const long Size = 1_000_000;

    // So far ahead of the newest receipt there is always one: more than all replicas write in the time of many attempts to make another.
    private const long Ahead = 2;

    private long _until;

    /// <summary>Makes what is missing up to two partitions after a position.</summary>
    public async ValueTask EnsureAsync(long position, CancellationToken cancellationToken)
    {
        var (first, last) = (Of(position), Of(position) + Ahead);
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync("SELECT pg_advisory_xact_lock(hashtext('receipts'))");
        for (var number = first; number <= last; number++)
        {
            // Attached, and not made as a partition, because that would lock out everybody who reads or writes receipts.
            if (await ExecuteAsync($"SELECT to_regclass('{Name(number)}') IS NULL") is true)
            {
                await ExecuteAsync($"CREATE TABLE {Name(number)} (LIKE receipts INCLUDING ALL)");
                await ExecuteAsync(string.Create(
                    CultureInfo.InvariantCulture, $"ALTER TABLE receipts ATTACH PARTITION {Name(number)} FOR VALUES FROM ({(number * Size) + 1}) TO ({((number + 1) * Size) + 1})"));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        _until = (last + 1) * Size;

        async ValueTask<object?> ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            return await command.ExecuteScalarAsync(cancellationToken);
        }
    }

    /// <summary>The ledger has come to a position: when the end of what there is comes near, makes more. Where that fails now, the next call tries again.</summary>
    public async ValueTask FollowAsync(long position)
    {
        if (position <= _until - (Ahead * Size))
        {
            return;
        }

        try
        {
            await EnsureAsync(position, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // There is room for a million receipts more.
        }
    }

    /// <summary>Drops the oldest partition if nothing is left in it and no receipt can come there; false when there is none such.</summary>
    public async ValueTask<bool> DropEmptyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var find = new NpgsqlCommand(
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'receipts'::regclass AND substring(c.relname FROM 11)::bigint < (SELECT (position - 1) / 1000000 FROM ledger_head)
            ORDER BY substring(c.relname FROM 11)::bigint LIMIT 1
            """,
            connection);
        if (await find.ExecuteScalarAsync(cancellationToken) is not string oldest)
        {
            return false;
        }

        await using var look = new NpgsqlCommand($"SELECT EXISTS (SELECT 1 FROM {oldest})", connection);
        if (await look.ExecuteScalarAsync(cancellationToken) is not false)
        {
            return false;
        }

        // Reads and writes of receipts wait for this one statement, and it waits for them a moment only.
        await using var drop = new NpgsqlCommand($"SET lock_timeout = '500ms'; DROP TABLE {oldest}; RESET lock_timeout", connection);
        await drop.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    private static long Of(long position) => Math.Max(position - 1, 0) / Size;

    private static string Name(long number) => string.Create(CultureInfo.InvariantCulture, $"receipts_p{number}");
}
