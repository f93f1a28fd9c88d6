using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>Reads from the ledger what reports need of its receipts. The slices of forms are kept: forms never change.</summary>
internal sealed class ReceiptFacts(SqliteDatabase ledger)
{
    private const int MaxForms = 65_536;

    private const string Columns =
        """
        SELECT position, form, completed_at, id, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens,
            total_ms FROM receipts

        """;

    private readonly ConcurrentDictionary<long, ReceiptSlice> _slices = new();

    /// <summary>Receipts after a position, oldest first.</summary>
    public IEnumerable<ReceiptFact> After(long position, int limit = int.MaxValue)
    {
        using var reader = ledger.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = Columns + "WHERE position > $position ORDER BY position LIMIT $limit";
        command.Parameters.AddWithValue("$position", position);
        command.Parameters.AddWithValue("$limit", limit);
        foreach (var fact in Read(command))
        {
            yield return fact;
        }
    }

    /// <summary>The receipts at the given positions, in no order.</summary>
    public IReadOnlyList<ReceiptFact> At(IEnumerable<long> positions)
    {
        using var reader = ledger.RentReader();
        using var command = reader.Connection.CreateCommand();
        command.CommandText = Columns + "WHERE position IN (SELECT value FROM json_each($positions))";
        command.Parameters.AddWithValue("$positions", $"[{string.Join(',', positions)}]");
        return [.. Read(command)];
    }

    private IEnumerable<ReceiptFact> Read(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new ReceiptFact(
                rows.GetInt64(0),
                new Guid(rows.GetFieldValue<byte[]>(3), bigEndian: true),
                ReceiptHash.Read(rows.GetFieldValue<byte[]>(4)),
                rows.GetInt64(2),
                SliceOf(command.Connection!, rows.GetInt64(1)),
                new UsageSums(1, rows.GetInt64(7), rows.GetInt64(8), rows.GetInt64(9), rows.GetInt64(10), rows.GetInt64(5), rows.GetInt64(6)),
                rows.GetInt64(11));
        }
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
