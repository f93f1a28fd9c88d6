namespace NextModel.Ledger;

/// <summary>Where the ledger is kept. Entries are only ever added; each process has one writer, which adds them.</summary>
public interface ILedgerStore : ILedgerReader
{
    /// <summary>Where each organization's newest log ends.</summary>
    ValueTask<IReadOnlyList<LedgerHead>> ReadHeadsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Where each organization's newest log ends of those that nobody adds to any more: what the logs of this process continue. Called once,
    /// before the first append. Where one process writes the ledger, that is <see cref="ReadHeadsAsync"/>.
    /// </summary>
    ValueTask<IReadOnlyList<LedgerHead>> ReadEndsAsync(CancellationToken cancellationToken) => ReadHeadsAsync(cancellationToken);

    /// <summary>
    /// What a checkpoint is taken of where several processes write the ledger: all heads as of one moment, or none when another process takes
    /// the checkpoints. Null where one process writes, which knows them itself.
    /// </summary>
    ValueTask<IReadOnlyList<LedgerHead>?> ReadSharedHeadsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<LedgerHead>?>(null);

    /// <summary>
    /// Adds the receipts of a batch: all of them, durable when this returns, or none. Throws <see cref="LedgerStoreException"/> when none
    /// were added, or nobody knows.
    /// </summary>
    ValueTask<LedgerAppend> AppendAsync(LedgerBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Tries a small durable write. <see cref="LedgerSpace.Ample"/> means new work may be admitted again; null that a commit is under way, whose end will say it.
    /// </summary>
    ValueTask<LedgerSpace?> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Adds a checkpoint and remembers its heads, and the trees that have grown, for the next start. Throws <see cref="LedgerStoreException"/>.
    /// </summary>
    ValueTask AppendCheckpointAsync(Checkpoint checkpoint, string signed, OrganizationTrees trees, CancellationToken cancellationToken);

    /// <summary>The trees as the newest checkpoint left them; empty ones before the first.</summary>
    ValueTask<OrganizationTrees> ReadTreesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes old checkpoints: all but the <paramref name="newest"/>, and of those before them all but every <paramref name="oneIn"/>th,
    /// counted from the first ever. Throws <see cref="LedgerStoreException"/>.
    /// </summary>
    ValueTask ThinCheckpointsAsync(int newest, int oneIn, CancellationToken cancellationToken);

    /// <summary>The signed form of the newest checkpoint; null when there is none.</summary>
    ValueTask<string?> ReadLastCheckpointAsync(CancellationToken cancellationToken);
}
