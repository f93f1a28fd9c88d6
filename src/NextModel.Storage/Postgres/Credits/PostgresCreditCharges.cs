using NextModel.Credits;
using Npgsql;

namespace NextModel.Storage.Postgres.Credits;

/// <summary>
/// Adds what the receipts of a batch charge to credits to its transaction. What it is taken from, promos or what was paid, is decided there and not by
/// the replica, which knows only its own part.
/// </summary>
internal static class PostgresCreditCharges
{
    public static void AddTo(NpgsqlBatch batch, Guid replica, IReadOnlyCollection<CreditTransfer> charges)
    {
        foreach (var charge in charges)
        {
            var receipts = charge.Receipts!;
            var add = new NpgsqlBatchCommand("SELECT credit_charge($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
            add.Parameters.Add(new NpgsqlParameter<string> { TypedValue = charge.OrganizationId });
            add.Parameters.Add(new NpgsqlParameter<string> { TypedValue = charge.Currency });
            add.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = charge.Id.ToByteArray(bigEndian: true) });
            add.Parameters.Add(Value(-charge.AmountNano));
            add.Parameters.Add(Value(charge.At.ToUnixTimeMilliseconds()));
            add.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = receipts.LogId.ToByteArray(bigEndian: true) });
            add.Parameters.Add(Value(receipts.First));
            add.Parameters.Add(Value(receipts.Last));
            add.Parameters.Add(Value(receipts.Count));
            add.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica });
            batch.BatchCommands.Add(add);
        }
    }

    private static NpgsqlParameter<long> Value(long value) => new() { TypedValue = value };
}
