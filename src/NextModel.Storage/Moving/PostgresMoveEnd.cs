using System.Globalization;
using System.Runtime.CompilerServices;
using NextModel.Ledger;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace NextModel.Storage.Moving;

/// <summary>
/// A PostgreSQL database, read at one moment or filled in one transaction. As long as it is open no replica can join, and none is there.
/// </summary>
public sealed class PostgresMoveEnd : MoveEnd
{
    private readonly PostgresDatabase _database;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Guid _replica = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
    private readonly Dictionary<string, IReadOnlyList<(string Name, NpgsqlDbType Type)>> _columns = new(StringComparer.Ordinal);

    private PostgresMoveEnd(PostgresDatabase database, NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _database = database;
        _connection = connection;
        _transaction = transaction;
    }

    public override string Name => _database.Name;

    /// <summary>Opens a database that nobody else uses, whose schema is up to date.</summary>
    /// <param name="address">Where it is. What a move asks of it may take as long as it takes.</param>
    /// <param name="isTarget">True when it is filled; it is read otherwise.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">It cannot be reached or used, or replicas use it.</exception>
    /// <exception cref="InvalidDataException">The schema is newer than this program, or commits are not kept there.</exception>
    public static async ValueTask<PostgresMoveEnd> OpenAsync(PostgresAddress address, bool isTarget, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var database = await PostgresDatabase.OpenAsync(address.Patient(), cancellationToken);
        try
        {
            var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(
                isTarget ? System.Data.IsolationLevel.ReadCommitted : System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            var end = new PostgresMoveEnd(database, connection, transaction);
            await end.ExecuteAsync(
                $"SET LOCAL lock_timeout = '10s'; LOCK TABLE replicas IN {(isTarget ? "EXCLUSIVE" : "SHARE")} MODE; SET LOCAL lock_timeout = 0", cancellationToken);
            if (await end.NumberAsync(
                $"SELECT count(*) FROM replicas WHERE ended_at IS NULL AND seen_at > clock_timestamp() - interval '{PostgresReplica.Lease.TotalSeconds:0} seconds'",
                cancellationToken) is > 0 and var living)
            {
                await end.DisposeAsync();
                throw new InvalidOperationException(
                    $"{database.Name} is used by {living} replicas. Stop them; one that was killed is taken for dead {PostgresReplica.Lease.TotalSeconds:0} seconds later.");
            }

            return end;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes sure that no request is left without a receipt.</summary>
    /// <exception cref="InvalidOperationException">Some are.</exception>
    public async ValueTask RequireSettledAsync(CancellationToken cancellationToken)
    {
        if (await NumberAsync("SELECT count(*) FROM intents", cancellationToken) is > 0 and var intents)
        {
            throw new InvalidOperationException(
                $"{Name} has {intents} requests that were in flight and have no receipt yet. Start one replica, stop it when it is ready, and try again.");
        }
    }

    /// <summary>The name of a table that holds something; null when none does.</summary>
    public async ValueTask<string?> FindTakenAsync(CancellationToken cancellationToken)
    {
        foreach (var table in MovedTables.All.Where(table => table.IsInPostgres && !table.ReplacesRow).Select(table => table.Name).Append("signing_keys"))
        {
            if (await NumberAsync($"SELECT count(*) FROM (SELECT FROM {table} LIMIT 1) taken", cancellationToken) > 0)
            {
                return table;
            }
        }

        return null;
    }

    /// <summary>The columns of a table that are moved.</summary>
    public async ValueTask<IReadOnlyList<string>> ColumnsAsync(MovedTable table, CancellationToken cancellationToken) =>
        [.. (await TypesAsync(table, cancellationToken)).Select(column => column.Name)];

    public override bool Keeps(MovedTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.IsInPostgres;
    }

    public override async IAsyncEnumerable<object?[]> ReadAsync(
        MovedTable table, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(columns);
        await using var command = new NpgsqlCommand(
            $"SELECT {string.Join(", ", columns)} FROM {table.PostgresFrom ?? table.Name} AS {table.Name}" + (table.Order is { } order ? $" ORDER BY {order}" : ""),
            _connection, _transaction);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var row = new object?[columns.Count];
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = rows.GetValue(column) switch
                {
                    DBNull => null,
                    bool flag => flag ? 1L : 0L,
                    int number => (long)number,
                    Guid id => id.ToByteArray(bigEndian: true),
                    var value => value,
                };
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
        if (table.ReplacesRow)
        {
            await ExecuteAsync($"DELETE FROM {table.Name}", cancellationToken);
        }

        var types = (await TypesAsync(table, cancellationToken)).Select(column => column.Type).ToArray();
        var names = table.PostgresReplica is { } replica ? columns.Append(replica) : columns;
        await using (var import = await _connection.BeginBinaryImportAsync($"COPY {table.Name} ({string.Join(", ", names)}) FROM STDIN (FORMAT BINARY)", cancellationToken))
        {
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                await import.StartRowAsync(cancellationToken);
                for (var column = 0; column < row.Length; column++)
                {
                    await WriteAsync(import, row[column], types[column], cancellationToken);
                }

                if (table.PostgresReplica is not null)
                {
                    await import.WriteAsync(_replica, NpgsqlDbType.Uuid, cancellationToken);
                }
            }

            await import.CompleteAsync(cancellationToken);
        }

        if (table.PostgresIdentity is { } identity)
        {
            await ExecuteAsync(
                $"SELECT setval(pg_get_serial_sequence('{table.Name}', '{identity}'), max({identity})) FROM {table.Name} HAVING max({identity}) IS NOT NULL", cancellationToken);
        }
        else if (table.Name == "receipt_forms")
        {
            await ExecuteAsync("SELECT setval('receipt_form_numbers', max(number)) FROM receipt_forms HAVING max(number) IS NOT NULL", cancellationToken);
        }
    }

    public override async ValueTask<(long First, long Last)> ReadRangeAsync(CancellationToken cancellationToken) => (
        await NumberAsync("SELECT coalesce(min(position), 0) FROM receipts", cancellationToken),
        await NumberAsync("SELECT coalesce(max(position), 0) FROM receipts", cancellationToken));

    // Beside the transaction: what is empty may stay there.
    public override async ValueTask MakeRoomAsync(long first, long last, CancellationToken cancellationToken)
    {
        var partitions = new PostgresPartitions(_database);
        for (var position = first; position < last; position += PostgresPartitions.Size)
        {
            await partitions.EnsureAsync(position, cancellationToken);
        }

        await partitions.EnsureAsync(last, cancellationToken);

        // Logs are of somebody; that it has ended lets any replica continue them.
        await using var insert = new NpgsqlCommand("INSERT INTO replicas (id, ended_at) VALUES ($1, now())", _connection, _transaction);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _replica });
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async ValueTask<IReadOnlyList<KeptSigningKey>> ReadKeysAsync(CancellationToken cancellationToken)
    {
        await using var read = new NpgsqlCommand("SELECT name, public_key, sealed_key FROM signing_keys ORDER BY name", _connection, _transaction);
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        var keys = new List<KeptSigningKey>();
        while (await rows.ReadAsync(cancellationToken))
        {
            keys.Add(new KeptSigningKey(rows.GetString(0), rows.GetString(1), rows.IsDBNull(2) ? null : rows.GetFieldValue<byte[]>(2)));
        }

        return keys;
    }

    public override async ValueTask WriteKeysAsync(IReadOnlyList<KeptSigningKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            await using var insert = new NpgsqlCommand("INSERT INTO signing_keys (name, public_key, sealed_key) VALUES ($1, $2, $3)", _connection, _transaction);
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Name });
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Json });
            insert.Parameters.Add(new NpgsqlParameter { Value = (object?)key.Sealed ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public override async ValueTask FinishAsync(CancellationToken cancellationToken) => await _transaction.CommitAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async ValueTask WriteAsync(NpgsqlBinaryImporter import, object? value, NpgsqlDbType type, CancellationToken cancellationToken)
    {
        switch (value)
        {
            case null:
                await import.WriteNullAsync(cancellationToken);
                break;
            case long number when type == NpgsqlDbType.Boolean:
                await import.WriteAsync(number != 0, type, cancellationToken);
                break;
            case long number when type == NpgsqlDbType.Integer:
                await import.WriteAsync((int)number, type, cancellationToken);
                break;
            case long number:
                await import.WriteAsync(number, type, cancellationToken);
                break;
            case byte[] id when type == NpgsqlDbType.Uuid:
                await import.WriteAsync(new Guid(id, bigEndian: true), type, cancellationToken);
                break;
            case byte[] bytes:
                await import.WriteAsync(bytes, type, cancellationToken);
                break;
            default:
                await import.WriteAsync((string)value, type, cancellationToken);
                break;
        }
    }

    private async ValueTask<IReadOnlyList<(string Name, NpgsqlDbType Type)>> TypesAsync(MovedTable table, CancellationToken cancellationToken)
    {
        if (_columns.TryGetValue(table.Name, out var known))
        {
            return known;
        }

        await using var read = new NpgsqlCommand(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            _connection, _transaction);
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table.Name });
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        var columns = new List<(string Name, NpgsqlDbType Type)>();
        while (await rows.ReadAsync(cancellationToken))
        {
            columns.Add((rows.GetString(0), rows.GetString(1) switch
            {
                "bigint" => NpgsqlDbType.Bigint,
                "integer" => NpgsqlDbType.Integer,
                "boolean" => NpgsqlDbType.Boolean,
                "text" => NpgsqlDbType.Text,
                "bytea" => NpgsqlDbType.Bytea,
                "uuid" => NpgsqlDbType.Uuid,
                var other => throw new InvalidDataException($"{table.Name}.{rows.GetString(0)} is {other}, which has no equal in SQLite."),
            }));
        }

        columns.RemoveAll(column => table.PostgresOnly.Contains(column.Name) || column.Name == table.PostgresReplica);
        return _columns[table.Name] = columns;
    }

    private async ValueTask<long> NumberAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private async ValueTask ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
