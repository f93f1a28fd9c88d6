using NextModel.Ledger;
using Npgsql;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>Intents that replicas which have ended left to this one.</summary>
internal sealed class PostgresLeftIntents : IPendingIntents
{
    private readonly PostgresDatabase _database;
    private readonly List<Guid> _ids;

    private PostgresLeftIntents(PostgresDatabase database, List<Guid> ids, List<PendingIntent> pending)
    {
        _database = database;
        _ids = ids;
        Pending = pending;
    }

    /// <summary>Each under its place in this list.</summary>
    public IReadOnlyList<PendingIntent> Pending { get; }

    public static async ValueTask<PostgresLeftIntents> ReadAsync(PostgresDatabase database, PostgresReplica replica, CancellationToken cancellationToken)
    {
        await using var read = database.Source.CreateCommand("SELECT id, slot FROM intents WHERE replica = $1 AND is_left ORDER BY id");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        var (ids, pending) = (new List<Guid>(), new List<PendingIntent>());
        while (await rows.ReadAsync(cancellationToken))
        {
            pending.Add(new PendingIntent(ids.Count, IntentRow.TryRead(rows.GetFieldValue<byte[]>(1))));
            ids.Add(rows.GetGuid(0));
        }

        return new PostgresLeftIntents(database, ids, pending);
    }

    // The commit of a receipt has removed its intent; this is for those that get none.
    public async ValueTask ForgetAsync(PendingIntent intent, CancellationToken cancellationToken)
    {
        await using var delete = _database.Source.CreateCommand("DELETE FROM intents WHERE id = $1");
        delete.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _ids[intent.Slot] });
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }
}
