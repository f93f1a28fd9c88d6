using NextModel.Ledger;
using Npgsql;

namespace NextModel.Storage.Postgres.Ledger;

/// <summary>
/// The ledger in PostgreSQL, written by any number of replicas. A batch is one transaction in one round trip; the lock of the ledger's head,
/// taken first and held until the commit, makes positions gapless and in the order of commits over all of them.
/// </summary>
/// <remarks>
/// When a connection breaks after a commit was sent, the replica asks what became of it before it does anything else: its row says which of
/// its batches was the last. What was not written by then is ruled out in the same step, so that it cannot arrive late (docs/adr/0033).
/// </remarks>
public sealed class PostgresLedgerStore : PostgresLedgerReads, ILedgerStore, IDisposable
{
    private const int Attempts = 3;

    private readonly PostgresDatabase _database;
    private readonly PostgresReplica _replica;
    private readonly TimeProvider _time;
    private readonly PostgresAppend _append;
    private readonly PostgresBatchOutcome _outcome;
    private readonly PostgresPartitions _partitions;
    private readonly PostgresCheckpoints _checkpoints;
    private readonly SemaphoreSlim _turn = new(1);

    // Of whoever has the turn.
    private long _batch;
    private bool _isUnknown;

    private PostgresLedgerStore(PostgresDatabase database, PostgresReplica replica, TimeProvider time)
        : base(new PostgresLedgerRows(database))
    {
        _database = database;
        _replica = replica;
        _time = time;
        _append = new PostgresAppend(database, replica);
        _outcome = new PostgresBatchOutcome(database, replica, time);
        _partitions = new PostgresPartitions(database);
        _checkpoints = new PostgresCheckpoints(database);
    }

    /// <summary>Makes ready to write.</summary>
    /// <param name="database">Its schema is up to date.</param>
    /// <param name="replica">This process; it writes through one store.</param>
    /// <param name="time">For how long the outcome of a commit is asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async ValueTask<PostgresLedgerStore> OpenAsync(
        PostgresDatabase database, PostgresReplica replica, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = new PostgresLedgerStore(database, replica, time);
        await store._partitions.EnsureAsync(await store.Rows.LastPositionAsync(cancellationToken), cancellationToken);
        return store;
    }

    public async ValueTask<LedgerAppend> AppendAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            await SettleAsync(PostgresBatchOutcome.Briefly);
            var first = await TryAppendOftenAsync(batch);
            await _partitions.FollowAsync(first + batch.Drafts.Count - 1);
            return new LedgerAppend(first, LedgerSpace.Ample);
        }
        finally
        {
            _turn.Release();
        }
    }

    // What became of a commit may take longer to find out than whoever asks wants to wait.
    public async ValueTask<LedgerSpace?> ProbeAsync(CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return null;
        }

        try
        {
            await SettleAsync(PostgresBatchOutcome.Briefly);
            return await _replica.BeatAsync(cancellationToken) ? LedgerSpace.Ample : throw PostgresLedgerFailure.Ended(null);
        }
        catch (NpgsqlException failure)
        {
            throw PostgresLedgerFailure.Of(failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask<IReadOnlyList<LedgerHead>> ReadHeadsAsync(CancellationToken cancellationToken) => Rows.HeadsAsync(endedOnly: false, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerHead>> ReadEndsAsync(CancellationToken cancellationToken) => Rows.HeadsAsync(endedOnly: true, cancellationToken);

    public async ValueTask<IReadOnlyList<LedgerHead>?> ReadSharedHeadsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _checkpoints.TryLeadAsync(cancellationToken) ? await Rows.HeadsAsync(endedOnly: false, cancellationToken) : [];
        }
        catch (NpgsqlException failure)
        {
            throw PostgresLedgerFailure.Of(failure);
        }
    }

    public async ValueTask AppendCheckpointAsync(Checkpoint checkpoint, string signed, OrganizationTrees trees, CancellationToken cancellationToken)
    {
        try
        {
            await _checkpoints.AppendAsync(checkpoint, signed, trees, cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw PostgresLedgerFailure.Of(failure);
        }
    }

    public ValueTask<OrganizationTrees> ReadTreesAsync(CancellationToken cancellationToken) => _checkpoints.ReadTreesAsync(cancellationToken);

    public async ValueTask ThinCheckpointsAsync(int newest, int oneIn, CancellationToken cancellationToken)
    {
        try
        {
            await _checkpoints.ThinAsync(newest, oneIn, cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw PostgresLedgerFailure.Of(failure);
        }
    }

    public ValueTask<string?> ReadLastCheckpointAsync(CancellationToken cancellationToken) => PostgresCheckpoints.ReadLastAsync(_database, cancellationToken);

    public void Dispose()
    {
        _checkpoints.Dispose();
        _turn.Dispose();
    }

    private async ValueTask<long> TryAppendOftenAsync(LedgerBatch batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAppendAsync(batch);
            }
            catch (NpgsqlException passing) when (attempt < Attempts && PostgresLedgerFailure.IsWorthAnother(passing))
            {
                _append.Forget();
            }
            catch (NpgsqlException failure)
            {
                _append.Forget();
                throw PostgresLedgerFailure.Of(failure);
            }
        }
    }

    private async ValueTask<long> TryAppendAsync(LedgerBatch batch)
    {
        await _append.PrepareAsync(batch.Drafts.Count, CancellationToken.None);
        await using var connection = await _database.Source.OpenConnectionAsync(CancellationToken.None);
        var number = _batch + 1;
        try
        {
            var first = await _append.SendAsync(batch, number, connection);
            _batch = number;
            return first;
        }
        catch (NpgsqlException failure) when (PostgresLedgerFailure.IsUnknown(failure))
        {
            _isUnknown = true;
            if (await SettleAsync(PostgresBatchOutcome.Patiently) is { } first)
            {
                return first;
            }

            throw;
        }
    }

    // What became of the last batch, where that is not known: the position of its first receipt, or null for one that is not there and will not come.
    private async ValueTask<long?> SettleAsync(TimeSpan patience)
    {
        if (!_isUnknown)
        {
            return null;
        }

        var first = await _outcome.FindAsync(_batch + 1, patience);
        _batch++;
        _isUnknown = false;
        return first;
    }
}
