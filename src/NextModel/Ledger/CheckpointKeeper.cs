using Microsoft.Extensions.Logging;
using NextModel.Telemetry;

namespace NextModel.Ledger;

/// <summary>
/// Signs a checkpoint when something was written since the last: every minute, and once more at the end. It goes into the ledger and
/// into the witness directory, which the operator may put on another disk. Of old ones a few are kept: verifying needs the receipts and
/// the one that was witnessed last, and what earlier ones say follows from any later one. Where several processes write the ledger, one of them
/// takes the checkpoints, over the logs of all.
/// </summary>
public sealed partial class CheckpointKeeper(
    LedgerWriter writer, ILedgerStore store, SigningKeys keys, CheckpointWitness witness, TimeProvider time, ILogger<CheckpointKeeper> logger)
{
    private const int KeptNewest = 2 * MinutesPerDay;
    private const int MinutesPerDay = 1440;

    private OrganizationTrees? _trees;
    private long _total = -1;

    /// <summary>How often to call <see cref="TakeAsync"/>.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Takes one now; null when nothing was written since the last, or it could not be kept.</summary>
    public async ValueTask<Checkpoint?> TakeAsync(CancellationToken cancellationToken)
    {
        if (await ReadHeadsAsync(cancellationToken) is not { } heads)
        {
            return null;
        }

        var total = heads.Count == 0 ? 0 : heads.Max(head => head.Position);
        if (total == 0 || total == _total)
        {
            return null;
        }

        try
        {
            // Not of the receipts' rows but of what the writer knows: the chain's heads. The trees follow from the rows up to there.
            _trees ??= await store.ReadTreesAsync(cancellationToken);
            await _trees.ReadOnAsync(store, total, cancellationToken);
            var checkpoint = new Checkpoint(time.GetUtcNow(), total, [.. heads.Select(head => head with { Tree = _trees.HeadOf(head.OrganizationId) })]);
            var signed = checkpoint.Sign(keys.Current);
            await store.AppendCheckpointAsync(checkpoint, signed, _trees, cancellationToken);
            _trees.MarkKept();
            witness.Write(signed);
            _total = total;

            // Only now: as long as the witness holds an older one, that one stays in the ledger too.
            await store.ThinCheckpointsAsync(KeptNewest, MinutesPerDay, cancellationToken);
            return checkpoint;
        }
        catch (LedgerStoreException failure)
        {
            writer.Admission.Note(failure);
            LogNotKept(failure);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            LogNotKept(failure);
        }

        return null;
    }

    // Null when they could not be read.
    private async ValueTask<IReadOnlyList<LedgerHead>?> ReadHeadsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadSharedHeadsAsync(cancellationToken) ?? writer.Heads();
        }
        catch (LedgerStoreException failure)
        {
            LogNotKept(failure);
            return null;
        }
    }

    [LoggerMessage(EventIds.CheckpointNotKept, LogLevel.Error, "A checkpoint could not be kept; the next one is tried in a minute")]
    private partial void LogNotKept(Exception failure);
}
