using NextModel.Errors;
using NextModel.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>
/// Requests that were dispatched and have no receipt yet, as rows. Those that come at one time are written together, without waiting for the
/// disk: they must outlive this process, not the database. The commit of a receipt removes its row.
/// </summary>
public sealed class PostgresIntentLog : IIntentLog
{
    private const int MostAtOnce = 512;
    private const int Attempts = 3;

    private readonly PostgresDatabase _database;
    private readonly PostgresReplica _replica;
    private readonly Action<string> _pause;
    private readonly Together<Intent, GatewayError?> _together;

    /// <param name="database">Where the rows are.</param>
    /// <param name="replica">This process.</param>
    /// <param name="pause">Told why, as the end of a sentence, when the database could not be asked: others need not find out for themselves.</param>
    public PostgresIntentLog(PostgresDatabase database, PostgresReplica replica, Action<string> pause)
    {
        _database = database;
        _replica = replica;
        _pause = pause;
        _together = new Together<Intent, GatewayError?>(WriteAsync, MostAtOnce);
    }

    public async ValueTask<BegunIntent> BeginAsync(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new BegunIntent(0, await _together.AskAsync(new Intent(entry.Id, IntentRow.Write(entry))));
    }

    // The commit of the receipt has removed the row.
    public void End(int slot)
    {
    }

    /// <summary>True when a request is noted, by whichever replica.</summary>
    public async ValueTask<bool> HoldsAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var find = _database.Source.CreateCommand("SELECT EXISTS (SELECT FROM intents WHERE id = $1)");
        find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return (bool)(await find.ExecuteScalarAsync(cancellationToken))!;
    }

    private async ValueTask<IReadOnlyList<GatewayError?>> WriteAsync(IReadOnlyList<Intent> group)
    {
        var refusal = await RefusalOfAsync(group);
        return [.. group.Select(_ => refusal)];
    }

    private async ValueTask<GatewayError?> RefusalOfAsync(IReadOnlyList<Intent> group)
    {
        try
        {
            return await TryWriteAsync(group) ? null : Refusal("this process was taken for dead by others, and must start anew");
        }
        catch (NpgsqlException failure)
        {
            // One that was written all the same becomes an interrupted request when this replica has ended: none was dispatched, and none is charged.
            var why = PostgresLedgerFailure.Of(failure).Message;
            _pause(why);
            return Refusal(why);
        }
#pragma warning disable CA1031 // A bug must be a refusal too.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            return Refusal($"the database failed unexpectedly ({bug.GetType().Name})");
        }
    }

    // A connection that the server has ended is found out when it is used: then on another one. Written twice, an intent is the same.
    private async ValueTask<bool> TryWriteAsync(IReadOnlyList<Intent> group)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await InsertAsync(group);
            }
            catch (NpgsqlException ended) when (attempt < Attempts && PostgresLedgerFailure.IsWorthAnother(ended))
            {
            }
        }
    }

    private async ValueTask<bool> InsertAsync(IReadOnlyList<Intent> group)
    {
        await using var connection = await _database.Source.OpenConnectionAsync(CancellationToken.None);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT set_config('synchronous_commit', 'off', true)"));
        var insert = new NpgsqlBatchCommand(
            """
            INSERT INTO intents (id, replica, slot) SELECT new.id, $1, new.slot FROM unnest($2, $3) AS new(id, slot)
            WHERE EXISTS (SELECT FROM replicas WHERE id = $1 AND ended_at IS NULL)
            ON CONFLICT (id) DO UPDATE SET slot = excluded.slot
            """);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _replica.Id });
        insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. group.Select(one => one.Id)] });
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. group.Select(one => one.Slot)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        batch.BatchCommands.Add(insert);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        return insert.RecordsAffected == group.Count;
    }

    private static GatewayError Refusal(string why) => new(GatewayErrorCode.Overloaded, $"Requests cannot be recorded now, so none are served: {why}.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    private readonly record struct Intent(Guid Id, byte[] Slot);
}
