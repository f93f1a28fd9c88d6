using System.Collections.Concurrent;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Storage.Ledger;
using Npgsql;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>
/// Reads from the ledger in PostgreSQL what reports need of its receipts, archived ones too, some thousand at a time: whoever reads slowly holds
/// no connection. The slices of forms are kept: forms never change.
/// </summary>
internal sealed class PostgresReceiptFacts(PostgresDatabase ledger) : IReceiptFacts
{
    private const int MaxForms = 65_536;
    private const int Portion = 4096;

    private const string Columns =
        """
        SELECT position, id, completed_at, form, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, amount, list_amount, total_ms, hash
        FROM receipt_facts

        """;

    private readonly ConcurrentDictionary<long, ReceiptSlice> _slices = new();

    public IEnumerable<ReceiptFact> After(long position, int limit = int.MaxValue)
    {
        while (limit > 0)
        {
            var wanted = Math.Min(limit, Portion);
            var facts = Read(
                Columns + "WHERE position > $1 ORDER BY position LIMIT $2", new NpgsqlParameter<long> { TypedValue = position }, new NpgsqlParameter<int> { TypedValue = wanted });
            foreach (var fact in facts)
            {
                yield return fact;
            }

            if (facts.Count < wanted)
            {
                yield break;
            }

            position = facts[^1].Position;
            limit -= wanted;
        }
    }

    public long Head()
    {
        using var command = ledger.Source.CreateCommand("SELECT position FROM ledger_head");
        return (long)command.ExecuteScalar()!;
    }

    public IEnumerable<ReceiptFact> At(IEnumerable<long> positions) =>
        Read(Columns + "WHERE position = ANY($1)", new NpgsqlParameter<long[]> { TypedValue = [.. positions] });

    public ReceiptHash? HashAt(long position)
    {
        using var command = ledger.Source.CreateCommand("SELECT hash FROM receipt_facts WHERE position = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        return command.ExecuteScalar() is byte[] hash ? ReceiptHash.Read(hash) : null;
    }

    private List<ReceiptFact> Read(string sql, params NpgsqlParameter[] values)
    {
        using var connection = ledger.Source.OpenConnection();
        var facts = new List<ReceiptFact>();
        var missing = new HashSet<long>();
        using (var command = new NpgsqlCommand(sql, connection))
        {
            command.Parameters.AddRange(values);
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                var form = rows.GetInt64(3);
                if (!_slices.TryGetValue(form, out var slice))
                {
                    missing.Add(form);
                }

                var sums = new UsageSums(1, rows.GetInt64(4), rows.GetInt64(5), rows.GetInt64(6), rows.GetInt64(7), rows.GetInt64(8), rows.GetInt64(9));
                facts.Add(new ReceiptFact(
                    rows.GetInt64(0), rows.GetGuid(1), rows.GetInt64(2), form, slice!, sums, rows.GetInt64(10), ReceiptHash.Read(rows.GetFieldValue<byte[]>(11))));
            }
        }

        if (missing.Count > 0)
        {
            var slices = ReadSlices(connection, missing);
            for (var i = 0; i < facts.Count; i++)
            {
                facts[i] = missing.Contains(facts[i].Form) ? facts[i] with { Slice = slices[facts[i].Form] } : facts[i];
            }
        }

        return facts;
    }

    private Dictionary<long, ReceiptSlice> ReadSlices(NpgsqlConnection connection, HashSet<long> forms)
    {
        if (_slices.Count + forms.Count > MaxForms)
        {
            _slices.Clear();
        }

        var slices = new Dictionary<long, ReceiptSlice>();
        using var command = new NpgsqlCommand($"SELECT number, {SliceColumns.Names} FROM receipt_forms WHERE number = ANY($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. forms] });
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var form = rows.GetInt64(0);
            slices[form] = _slices[form] = SliceColumns.Read(rows, 1);
        }

        return slices.Count == forms.Count
            ? slices
            : throw new InvalidDataException("The PostgreSQL database is damaged: a receipt has a form that is missing. Run './nextmodel doctor'.");
    }
}
