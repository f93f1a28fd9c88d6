using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using NextModel.Ledger;

namespace NextModel.Storage.Sqlite.Ledger;

/// <summary>Reads the ledger's rows by position, through read-only connections.</summary>
internal sealed class SqliteLedgerRows(SqliteDatabase database)
{
    private const int MaxForms = 4096;

    private const string Columns =
        """
        SELECT r.position, r.form, l.id, r.log_sequence, r.completed_at, r.id, r.previous_hash, r.hash, r.gap_values, r.commit_index, r.seal
        FROM receipts r JOIN logs l ON l.number = r.log

        """;

    private readonly ConcurrentDictionary<long, ReceiptForm> _forms = new();

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
        using var command = reader.Connection.CreateCommand();
        command.CommandText = Columns + "WHERE r.position > $position ORDER BY r.position LIMIT $limit";
        command.Parameters.AddWithValue("$position", position);
        command.Parameters.AddWithValue("$limit", limit);
        return [.. ReadRows(command)];
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

    public IReadOnlyList<LedgerRow> CommitOf(long position)
    {
        using var reader = database.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = Columns
            + "WHERE r.position >= $position - (SELECT commit_index FROM receipts WHERE position = $position) ORDER BY r.position";
        command.Parameters.AddWithValue("$position", position);
        var commit = new List<LedgerRow>();
        foreach (var row in ReadRows(command))
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
        using var command = reader.Connection.CreateCommand();

        // Most selections stand together: one walk, instead of a search for each.
        var (first, last) = (positions.Min(), positions.Max());
        if (last - first < 2L * positions.Count)
        {
            command.CommandText = Columns + "WHERE r.position BETWEEN $first AND $last ORDER BY r.position";
            command.Parameters.AddWithValue("$first", first);
            command.Parameters.AddWithValue("$last", last);
            var wanted = positions.ToHashSet();
            return [.. ReadRows(command, wanted)];
        }

        command.CommandText = Columns + "WHERE r.position IN (SELECT value FROM json_each($positions)) ORDER BY r.position";
        command.Parameters.AddWithValue("$positions", $"[{string.Join(',', positions)}]");
        return [.. ReadRows(command)];
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

    private IEnumerable<LedgerRow> ReadRows(SqliteCommand command, HashSet<long>? wanted = null)
    {
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (wanted?.Contains(rows.GetInt64(0)) == false)
            {
                continue;
            }

            yield return new LedgerRow
            {
                Position = rows.GetInt64(0),
                Form = FormOf(command.Connection!, rows.GetInt64(1)),
                LogId = new Guid(rows.GetFieldValue<byte[]>(2), bigEndian: true),
                LogSequence = rows.GetInt64(3),
                CompletedAt = rows.GetInt64(4),
                Id = new Guid(rows.GetFieldValue<byte[]>(5), bigEndian: true),
                PreviousHash = ReceiptHash.Read(rows.GetFieldValue<byte[]>(6)),
                Hash = ReceiptHash.Read(rows.GetFieldValue<byte[]>(7)),
                Values = rows.GetFieldValue<byte[]>(8),
                CommitIndex = rows.GetInt32(9),
                Seal = rows.IsDBNull(10) ? null : new CommitSeal(rows.GetFieldValue<byte[]>(10)),
            };
        }
    }

    // Forms never change, so they may be kept; when there are too many they are simply read again.
    private ReceiptForm FormOf(SqliteConnection connection, long number)
    {
        if (_forms.TryGetValue(number, out var known))
        {
            return known;
        }

        using var command = connection.CreateCommand();
        command.CommandText = "SELECT text, organization, project, team FROM receipt_forms WHERE number = $number";
        command.Parameters.AddWithValue("$number", number);
        using var rows = command.ExecuteReader();
        if (!rows.Read())
        {
            throw new InvalidDataException($"nextmodel.db is damaged: a receipt has form {number}, which is missing. Run './nextmodel doctor'.");
        }

        var form = new ReceiptForm(rows.GetFieldValue<byte[]>(0), rows.GetString(1), rows.GetString(2)) { TeamId = rows.GetString(3) };
        if (_forms.Count >= MaxForms)
        {
            _forms.Clear();
        }

        _forms[number] = form;
        return form;
    }
}
