using Microsoft.Extensions.Logging;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Secrets;
using NextModel.Storage.Postgres.Limits;
using Npgsql;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>
/// What a replica does about others that have ended: it takes over the requests they had dispatched and what they had leased of budgets, all of it
/// or nothing, writes the receipts of those requests with outcome <c>interrupted</c>, and gives back what none of them holds. Whoever dies over
/// that leaves all of it to the next.
/// </summary>
public sealed class PostgresSuccession(
    PostgresDatabase database, PostgresReplica replica, IReceiptIndex receipts, LedgerWriter ledger, BudgetKeeper budgets, DataKeyRing dataKeys,
    ILogger<IntentRecovery> logger)
{
    // Leased by those that ended, and not given back yet: what could not be done in one run is done in the next.
    private readonly List<BudgetPart> _parts = [];

    /// <summary>At a start, and then every <see cref="PostgresReplica.Interval"/>. Returns how many receipts were written.</summary>
    /// <param name="silence">How long a replica must have been silent to be taken for dead.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<int> RunAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        await replica.EndSilentAsync(silence, cancellationToken);
        if (!await IsAnythingLeftAsync(cancellationToken))
        {
            return 0;
        }

        _parts.AddRange(await InheritAsync(cancellationToken));
        var intents = await PostgresLeftIntents.ReadAsync(database, replica, cancellationToken);
        var written = await new IntentRecovery(intents, receipts, ledger, budgets, dataKeys, logger).RunAsync(cancellationToken);
        await new PostgresBudgetLeaseStore(database, replica).GiveBackAsync([.. Free(_parts, intents.Pending)], cancellationToken);
        _parts.Clear();
        return written;
    }

    private async ValueTask<bool> IsAnythingLeftAsync(CancellationToken cancellationToken)
    {
        await using var look = database.Source.CreateCommand(
            """
            SELECT EXISTS (SELECT FROM intents i JOIN replicas r ON r.id = i.replica WHERE r.ended_at IS NOT NULL)
                OR EXISTS (SELECT FROM budget_leases l JOIN replicas r ON r.id = l.replica WHERE r.ended_at IS NOT NULL)
                OR EXISTS (SELECT FROM credit_leases l JOIN replicas r ON r.id = l.replica WHERE r.ended_at IS NOT NULL)
                OR EXISTS (SELECT FROM intents WHERE replica = $1 AND is_left)
            """);
        look.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        return (bool)(await look.ExecuteScalarAsync(cancellationToken))!;
    }

    private async ValueTask<List<BudgetPart>> InheritAsync(CancellationToken cancellationToken)
    {
        await using var free = database.Source.CreateCommand("SELECT credit_free_ended()");
        await free.ExecuteNonQueryAsync(cancellationToken);
        await using var inherit = database.Source.CreateCommand("SELECT of_budget, of_start, inherited FROM replicas_inherit($1)");
        inherit.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
        await using var rows = await inherit.ExecuteReaderAsync(cancellationToken);
        var parts = new List<BudgetPart>();
        while (await rows.ReadAsync(cancellationToken))
        {
            parts.Add(new BudgetPart(new Guid(rows.GetFieldValue<byte[]>(0), bigEndian: true), rows.GetInt64(1), rows.GetInt64(2)));
        }

        return parts;
    }

    // What interrupted requests hold has become unknown with their receipts, or will.
    private static IEnumerable<BudgetPart> Free(List<BudgetPart> parts, IReadOnlyList<PendingIntent> intents)
    {
        var held = new Dictionary<BudgetShare, long>();
        foreach (var reservation in intents.Select(intent => intent.Entry?.Reservation).OfType<BudgetReservation>())
        {
            for (var share = 0; share < reservation.ShareCount; share++)
            {
                held[reservation.ShareAt(share)] = held.GetValueOrDefault(reservation.ShareAt(share)) + reservation.UnknownNano;
            }
        }

        return parts.Select(part => part with { Nano = part.Nano - held.GetValueOrDefault(new BudgetShare(part.BudgetId, part.WindowStart)) })
            .Where(part => part.Nano > 0).OrderBy(part => part.BudgetId);
    }
}
