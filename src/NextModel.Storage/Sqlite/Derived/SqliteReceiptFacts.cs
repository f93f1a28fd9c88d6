using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Storage.Ledger;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>Reads from nextmodel.db what reports need of its receipts, archived ones too. The slices of forms are kept: forms never change.</summary>
internal sealed class SqliteReceiptFacts(SqliteDatabase ledger) : IReceiptFacts
{
    private const int MaxForms = 65_536;

    private const string Columns =
        """
        SELECT position, form, completed_at, id, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens,
            total_ms, hash FROM receipt_facts

        """;

    private readonly ConcurrentDictionary<long, ReceiptSlice> _slices = new();

    public IEnumerable<ReceiptFact> After(long position, int limit = int.MaxValue)
    {
        using var reader = ledger.RentReader();
        using var rows = new SqliteStatement(reader.Connection, Columns + "WHERE position > ? ORDER BY position LIMIT ?");
        rows.Bind(1, position);
        rows.Bind(2, limit);
        while (rows.Step())
        {
            yield return Read(reader.Connection, rows);
        }
    }

    public long Head()
    {
        using var reader = ledger.RentReader();
        using var rows = new SqliteStatement(
            reader.Connection, "SELECT coalesce((SELECT max(position) FROM receipts), (SELECT max(position) FROM archived_receipts), 0)");
        return rows.Step() ? rows.GetInt64(0) : 0;
    }

    public IEnumerable<ReceiptFact> At(IEnumerable<long> positions)
    {
        using var reader = ledger.RentReader();
        using var rows = new SqliteStatement(reader.Connection, Columns + "WHERE position IN (SELECT value FROM json_each(?))");
        rows.Bind(1, $"[{string.Join(',', positions)}]");
        while (rows.Step())
        {
            yield return Read(reader.Connection, rows);
        }
    }

    public ReceiptHash? HashAt(long position)
    {
        using var reader = ledger.RentReader();
        using var rows = new SqliteStatement(reader.Connection, "SELECT hash FROM receipt_facts WHERE position = ?");
        rows.Bind(1, position);
        return rows.Step() ? ReceiptHash.Read(rows.GetBlob(0)) : null;
    }

    private ReceiptFact Read(SqliteConnection connection, SqliteStatement rows)
    {
        var form = rows.GetInt64(1);
        return new ReceiptFact(
            rows.GetInt64(0),
            new Guid(rows.GetBlob(3), bigEndian: true),
            rows.GetInt64(2),
            form,
            SliceOf(connection, form),
            new UsageSums(1, rows.GetInt64(6), rows.GetInt64(7), rows.GetInt64(8), rows.GetInt64(9), rows.GetInt64(4), rows.GetInt64(5)),
            rows.GetInt64(10),
            ReceiptHash.Read(rows.GetBlob(11)));
    }

    private ReceiptSlice SliceOf(SqliteConnection connection, long form)
    {
        if (_slices.TryGetValue(form, out var known))
        {
            return known;
        }

        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {SliceColumns.Names} FROM receipt_forms WHERE number = $form";
        command.Parameters.AddWithValue("$form", form);
        using var rows = command.ExecuteReader();
        if (!rows.Read())
        {
            throw new InvalidDataException($"nextmodel.db is damaged: a receipt has form {form}, which is missing. Run './nextmodel doctor'.");
        }

        if (_slices.Count >= MaxForms)
        {
            _slices.Clear();
        }

        return _slices[form] = SliceColumns.Read(rows, 0);
    }
}
