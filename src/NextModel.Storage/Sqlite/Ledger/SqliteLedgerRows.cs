using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Storage.Ledger;

namespace NextModel.Storage.Sqlite.Ledger;

/// <summary>Reads the ledger's rows by position, through read-only connections.</summary>
internal sealed class SqliteLedgerRows(SqliteDatabase database)
{
    // Some 3 KB each. An installation uses keys times models times a few forms; with fewer kept than are used, each row would bring a search along.
    private const int MaxForms = 16_384;

    private const string Columns =
        """
        SELECT position, form, log, log_sequence, completed_at, id, previous_hash, hash, gap_values, commit_index, seal,
            amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms
        FROM receipts

        """;

    private readonly ConcurrentDictionary<long, ReceiptForm> _forms = new();
    private readonly ConcurrentDictionary<long, Guid> _logs = new();

    /// <summary>The head of every organization's newest log: from the last checkpoint, and from the rows after it.</summary>
    public IReadOnlyList<LedgerHead> Heads()
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "SELECT organization, log, size, hash, position FROM log_heads";
        var heads = ReadHeads(command).ToDictionary(head => head.OrganizationId, StringComparer.Ordinal);

        // A bare column beside max() is taken from the row that has the maximum (sqlite.org/lang_select.html#bareagg).
        command.CommandText =
            """
            SELECT l.organization, l.id, r.log_sequence, r.hash, max(r.position)
            FROM receipts r JOIN logs l ON l.number = r.log
            WHERE r.position > $after GROUP BY l.organization
            """;
        command.Parameters.AddWithValue("$after", heads.Count == 0 ? 0 : heads.Values.Max(head => head.Position));
        foreach (var head in ReadHeads(command))
        {
            heads[head.OrganizationId] = head;
        }

        return [.. heads.Values];
    }

    public long LastPosition()
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(position), 0) FROM receipts";
        return (long)command.ExecuteScalar()!;
    }

    public IReadOnlyList<LedgerRow> After(long position, int limit)
    {
        using var reader = database.RentReader();
        using var rows = new SqliteStatement(reader.Connection, Columns + "WHERE position > ? ORDER BY position LIMIT ?");
        rows.Bind(1, position);
        rows.Bind(2, limit);
        return [.. Read(rows, reader.Connection)];
    }

    /// <summary>Whose the receipts after a position are, and their hashes.</summary>
    public IReadOnlyList<LedgerLeaf> LeavesAfter(long position, int limit)
    {
        using var reader = database.RentReader();
        var owners = new Dictionary<long, string>();
        using var rows = new SqliteStatement(reader.Connection, "SELECT position, form, hash FROM receipt_facts WHERE position > ? ORDER BY position LIMIT ?");
        rows.Bind(1, position);
        rows.Bind(2, limit);
        var leaves = new List<LedgerLeaf>();
        while (rows.Step())
        {
            if (!owners.TryGetValue(rows.GetInt64(1), out var owner))
            {
                owners[rows.GetInt64(1)] = owner = OwnerOf(reader.Connection, rows.GetInt64(1));
            }

            leaves.Add(new LedgerLeaf(rows.GetInt64(0), owner, ReceiptHash.Read(rows.GetBlob(2))));
        }

        return leaves;
    }

    /// <summary>What stays of archived receipts.</summary>
    public IReadOnlyList<ArchivedRow> ArchivedAfter(long position, int limit)
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();

        // A ledger is also read as an older version left it.
        command.CommandText = "SELECT 1 FROM sqlite_master WHERE name = 'archived_receipts'";
        if (command.ExecuteScalar() is null)
        {
            return [];
        }

        using var rows = new SqliteStatement(
            reader.Connection,
            """
            SELECT position, form, completed_at, id, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms
            FROM archived_receipts WHERE position > ? ORDER BY position LIMIT ?
            """);
        rows.Bind(1, position);
        rows.Bind(2, limit);
        var archived = new List<ArchivedRow>();
        while (rows.Step())
        {
            archived.Add(new ArchivedRow(
                rows.GetInt64(0), new Guid(rows.GetBlob(3), bigEndian: true), rows.GetInt64(2), ReceiptHash.Read(rows.GetBlob(4)), FormOf(reader.Connection, rows.GetInt64(1)),
                ReadColumns(rows, 5)));
        }

        return archived;
    }

    /// <summary>Every log.</summary>
    public IReadOnlyList<StoredLog> Logs()
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "SELECT id, organization, predecessor FROM logs WHERE length(id) = 16";
        using var rows = command.ExecuteReader();
        var logs = new List<StoredLog>();
        while (rows.Read())
        {
            var predecessor = rows.GetFieldValue<byte[]>(2);
            logs.Add(new StoredLog(
                new Guid(rows.GetFieldValue<byte[]>(0), bigEndian: true), rows.GetString(1), predecessor.Length == ReceiptHash.Size ? ReceiptHash.Read(predecessor) : null));
        }

        return logs;
    }

    public IReadOnlyList<LedgerRow> CommitOf(long position)
    {
        using var reader = database.RentReader();
        using var rows = new SqliteStatement(
            reader.Connection, Columns + "WHERE position >= ?1 - (SELECT commit_index FROM receipts WHERE position = ?1) ORDER BY position");
        rows.Bind(1, position);
        var commit = new List<LedgerRow>();
        foreach (var row in Read(rows, reader.Connection))
        {
            commit.Add(row);
            if (row.Seal is not null)
            {
                break;
            }
        }

        return commit;
    }

    private static string OwnerOf(SqliteConnection connection, long form)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT organization FROM receipt_forms WHERE number = $number";
        command.Parameters.AddWithValue("$number", form);
        return command.ExecuteScalar() as string
            ?? throw new InvalidDataException($"nextmodel.db is damaged: a receipt has form {form}, which is missing. Run './nextmodel doctor'.");
    }

    public ReceiptHash? HashAt(long position)
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "SELECT hash FROM receipt_facts WHERE position = $position";
        command.Parameters.AddWithValue("$position", position);
        return command.ExecuteScalar() is byte[] hash ? ReceiptHash.Read(hash) : null;
    }

    public IReadOnlyList<LedgerRow> At(IReadOnlyList<long> positions)
    {
        using var reader = database.RentReader();

        // Most selections stand together: one walk, instead of a search for each.
        var (first, last) = (positions.Min(), positions.Max());
        if (last - first < 2L * positions.Count)
        {
            using var walk = new SqliteStatement(reader.Connection, Columns + "WHERE position BETWEEN ? AND ? ORDER BY position");
            walk.Bind(1, first);
            walk.Bind(2, last);
            return [.. Read(walk, reader.Connection, last - first + 1 == positions.Count ? null : positions.ToHashSet())];
        }

        using var searches = new SqliteStatement(reader.Connection, Columns + "WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position");
        searches.Bind(1, $"[{string.Join(',', positions)}]");
        return [.. Read(searches, reader.Connection)];
    }

    private static IEnumerable<LedgerHead> ReadHeads(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new LedgerHead(
                rows.GetString(0), new Guid(rows.GetFieldValue<byte[]>(1), bigEndian: true), rows.GetInt64(2),
                ReceiptHash.Read(rows.GetFieldValue<byte[]>(3)), rows.GetInt64(4));
        }
    }

    private IEnumerable<LedgerRow> Read(SqliteStatement rows, SqliteConnection connection, HashSet<long>? wanted = null)
    {
        while (rows.Step())
        {
            if (wanted?.Contains(rows.GetInt64(0)) == false)
            {
                continue;
            }

            yield return new LedgerRow
            {
                Position = rows.GetInt64(0),
                Form = FormOf(connection, rows.GetInt64(1)),
                LogId = LogOf(connection, rows.GetInt64(2)),
                LogSequence = rows.GetInt64(3),
                CompletedAt = rows.GetInt64(4),
                Id = new Guid(rows.GetBlob(5), bigEndian: true),
                PreviousHash = ReceiptHash.Read(rows.GetBlob(6)),
                Hash = ReceiptHash.Read(rows.GetBlob(7)),
                Values = rows.GetBlob(8).ToArray(),
                CommitIndex = (int)rows.GetInt64(9),
                Seal = rows.IsNull(10) ? null : new CommitSeal(rows.GetBlob(10).ToArray()),
                Columns = ReadColumns(rows, 11),
            };
        }
    }

    private static ReceiptColumns ReadColumns(SqliteStatement rows, int first) => new(
        rows.GetInt64(first), rows.GetInt64(first + 1), rows.GetInt64(first + 2), rows.GetInt64(first + 3), rows.GetInt64(first + 4), rows.GetInt64(first + 5),
        rows.GetInt64(first + 6));

    private Guid LogOf(SqliteConnection connection, long number)
    {
        if (_logs.TryGetValue(number, out var known))
        {
            return known;
        }

        using var log = new SqliteStatement(connection, "SELECT id FROM logs WHERE number = ?");
        log.Bind(1, number);
        return _logs[number] = log.Step()
            ? new Guid(log.GetBlob(0), bigEndian: true)
            : throw new InvalidDataException($"nextmodel.db is damaged: a receipt is in log {number}, which is missing. Run './nextmodel doctor'.");
    }

    // Forms never change, so they may be kept; when there are too many they are simply read again.
    private ReceiptForm FormOf(SqliteConnection connection, long number)
    {
        if (_forms.TryGetValue(number, out var known))
        {
            return known;
        }

        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {ReceiptFormColumns.Names} FROM receipt_forms WHERE number = $number";
        command.Parameters.AddWithValue("$number", number);
        using var rows = command.ExecuteReader();
        if (!rows.Read())
        {
            throw new InvalidDataException($"nextmodel.db is damaged: a receipt has form {number}, which is missing. Run './nextmodel doctor'.");
        }

        var form = ReceiptFormColumns.Read(rows, 0);
        if (_forms.Count >= MaxForms)
        {
            _forms.Clear();
        }

        _forms[number] = form;
        return form;
    }
}
