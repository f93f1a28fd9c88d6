using System.Collections.Concurrent;
using System.Data.Common;
using NextModel.Ledger;
using NextModel.Storage.Ledger;
using Npgsql;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>Reads the ledger's rows by position.</summary>
internal sealed class PostgresLedgerRows(PostgresDatabase database)
{
    // Some 3 KB each. An installation uses keys times models times a few forms; with fewer kept than are used, each row would bring a search along.
    private const int MaxForms = 16_384;

    private const string Columns =
        """
        SELECT position, form, log, log_sequence, completed_at, id, previous_hash, hash, gap_values, commit_index, seal,
            amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms
        FROM receipts

        """;

    // A log that has an end among others of its organization; of those, the one whose end is newest.
    private const string NewestLogs = "SELECT DISTINCT ON (l.organization) l.organization, l.id, l.size, l.hash, l.position FROM logs l ";

    private readonly ConcurrentDictionary<long, ReceiptForm> _forms = new();

    /// <summary>The head of every organization's newest log.</summary>
    /// <param name="endedOnly">True for the newest of those whose replica has ended.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<IReadOnlyList<LedgerHead>> HeadsAsync(bool endedOnly, CancellationToken cancellationToken) => await ReadAsync(
        NewestLogs + (endedOnly ? "JOIN replicas r ON r.id = l.replica AND r.ended_at IS NOT NULL " : "") + "ORDER BY l.organization, l.position DESC",
        static rows => new LedgerHead(rows.GetString(0), rows.GetGuid(1), rows.GetInt64(2), Hash(rows, 3), rows.GetInt64(4)),
        cancellationToken);

    public async ValueTask<long> LastPositionAsync(CancellationToken cancellationToken) =>
        (await ReadAsync("SELECT position FROM ledger_head", static rows => rows.GetInt64(0), cancellationToken))[0];

    public ValueTask<IReadOnlyList<LedgerRow>> AfterAsync(long position, int limit, CancellationToken cancellationToken) =>
        ReceiptsAsync("WHERE position > $1 ORDER BY position LIMIT $2", cancellationToken, Value(position), Value((long)limit));

    public ValueTask<IReadOnlyList<LedgerRow>> CommitOfAsync(long position, CancellationToken cancellationToken) => ReceiptsAsync(
        """
        WHERE position >= $1 - (SELECT commit_index FROM receipts WHERE position = $1)
            AND position <= (SELECT position FROM receipts WHERE position >= $1 AND seal IS NOT NULL ORDER BY position LIMIT 1)
        ORDER BY position
        """,
        cancellationToken,
        Value(position));

    public ValueTask<IReadOnlyList<LedgerRow>> AtAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken) =>
        ReceiptsAsync("WHERE position = ANY($1) ORDER BY position", cancellationToken, new NpgsqlParameter<long[]> { TypedValue = [.. positions] });

    /// <summary>Whose the receipts after a position are, and their hashes.</summary>
    public async ValueTask<IReadOnlyList<LedgerLeaf>> LeavesAfterAsync(long position, int limit, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(
            "SELECT position, form, hash FROM receipt_facts WHERE position > $1 ORDER BY position LIMIT $2",
            static rows => (Position: rows.GetInt64(0), Form: rows.GetInt64(1), Hash: Hash(rows, 2)),
            cancellationToken, Value(position), Value((long)limit));
        var forms = await FormsAsync(rows.Select(row => row.Form), cancellationToken);
        return [.. rows.Select(row => new LedgerLeaf(row.Position, forms[row.Form].OrganizationId, row.Hash))];
    }

    /// <summary>What stays of archived receipts.</summary>
    public async ValueTask<IReadOnlyList<ArchivedRow>> ArchivedAfterAsync(long position, int limit, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(
            """
            SELECT position, form, completed_at, id, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms
            FROM archived_receipts WHERE position > $1 ORDER BY position LIMIT $2
            """,
            static rows => (Position: rows.GetInt64(0), Form: rows.GetInt64(1), At: rows.GetInt64(2), Id: rows.GetGuid(3), Hash: Hash(rows, 4), Columns: ReadColumns(rows, 5)),
            cancellationToken, Value(position), Value((long)limit));
        var forms = await FormsAsync(rows.Select(row => row.Form), cancellationToken);
        return [.. rows.Select(row => new ArchivedRow(row.Position, row.Id, row.At, row.Hash, forms[row.Form], row.Columns))];
    }

    /// <summary>Every log.</summary>
    public async ValueTask<IReadOnlyList<StoredLog>> LogsAsync(CancellationToken cancellationToken) => await ReadAsync(
        "SELECT id, organization, predecessor FROM logs",
        static rows => new StoredLog(
            rows.GetGuid(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2) is { Length: ReceiptHash.Size } hash ? ReceiptHash.Read(hash) : null),
        cancellationToken);

    public async ValueTask<ReceiptHash?> HashAtAsync(long position, CancellationToken cancellationToken)
    {
        var found = await ReadAsync("SELECT hash FROM receipt_facts WHERE position = $1", static rows => Hash(rows, 0), cancellationToken, Value(position));
        return found.Count == 0 ? null : found[0];
    }

    private async ValueTask<IReadOnlyList<LedgerRow>> ReceiptsAsync(string which, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        var rows = await ReadAsync(Columns + which, ReadRow, cancellationToken, values);
        var forms = await FormsAsync(rows.Select(row => row.Form), cancellationToken);
        return [.. rows.Select(row => row.Receipt(forms[row.Form]))];
    }

    // Forms never change, so they may be kept; when there are too many they are simply read again.
    private async ValueTask<Dictionary<long, ReceiptForm>> FormsAsync(IEnumerable<long> numbers, CancellationToken cancellationToken)
    {
        var forms = new Dictionary<long, ReceiptForm>();
        var missing = new HashSet<long>();
        foreach (var number in numbers)
        {
            if (!forms.ContainsKey(number))
            {
                if (_forms.TryGetValue(number, out var known))
                {
                    forms.Add(number, known);
                }
                else
                {
                    missing.Add(number);
                }
            }
        }

        if (missing.Count == 0)
        {
            return forms;
        }

        if (_forms.Count + missing.Count > MaxForms)
        {
            _forms.Clear();
        }

        foreach (var (number, form) in await ReadAsync(
            $"SELECT number, {ReceiptFormColumns.Names} FROM receipt_forms WHERE number = ANY($1)",
            static rows => (rows.GetInt64(0), ReceiptFormColumns.Read(rows, 1)),
            cancellationToken, new NpgsqlParameter<long[]> { TypedValue = [.. missing] }))
        {
            forms[number] = _forms[number] = form;
            missing.Remove(number);
        }

        return missing.Count == 0
            ? forms
            : throw new InvalidDataException($"The PostgreSQL database is damaged: a receipt has form {missing.First()}, which is missing. Run './nextmodel doctor'.");
    }

    private async ValueTask<List<T>> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] values)
    {
        await using var command = database.Source.CreateCommand(sql);
        command.Parameters.AddRange(values);
        var all = new List<T>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            all.Add(read(rows));
        }

        return all;
    }

    private static NpgsqlParameter<long> Value(long value) => new() { TypedValue = value };

    private static ReceiptHash Hash(DbDataReader rows, int column) => ReceiptHash.Read(rows.GetFieldValue<byte[]>(column));

    private static ReceiptColumns ReadColumns(DbDataReader rows, int first) => new(
        rows.GetInt64(first), rows.GetInt64(first + 1), rows.GetInt64(first + 2), rows.GetInt64(first + 3), rows.GetInt64(first + 4), rows.GetInt64(first + 5),
        rows.GetInt64(first + 6));

    private static Row ReadRow(NpgsqlDataReader rows)
    {
        var (position, log, sequence, completedAt, id) = (rows.GetInt64(0), rows.GetGuid(2), rows.GetInt64(3), rows.GetInt64(4), rows.GetGuid(5));
        var (previous, hash, values, index) = (Hash(rows, 6), Hash(rows, 7), rows.GetFieldValue<byte[]>(8), rows.GetInt32(9));
        var seal = rows.IsDBNull(10) ? (CommitSeal?)null : new CommitSeal(rows.GetFieldValue<byte[]>(10));
        var columns = ReadColumns(rows, 11);
        return new Row(rows.GetInt64(1), form => new LedgerRow
        {
            Position = position,
            Form = form,
            LogId = log,
            LogSequence = sequence,
            CompletedAt = completedAt,
            Id = id,
            PreviousHash = previous,
            Hash = hash,
            Values = values,
            CommitIndex = index,
            Seal = seal,
            Columns = columns,
        });
    }

    private readonly record struct Row(long Form, Func<ReceiptForm, LedgerRow> Receipt);
}
