using NextModel.Ledger;

namespace NextModel.Storage.Tests.Simulation;

/// <summary>A ledger whose commits are slow, fail, or end in doubt, as the faults of a run say; else the real one.</summary>
internal sealed class FaultyLedgerStore(ILedgerStore real, Func<SeededScheduler> scheduler, Random random, Func<SimulatedFaults> faults, Action<string> note, bool pretends) : ILedgerStore
{
    public async ValueTask<LedgerAppend> AppendAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        await Wait();
        if (Happens(SimulatedFaults.FailedCommit))
        {
            note($"commit of {batch.Drafts.Count} failed");
            throw new LedgerStoreException("the simulated disk refused it");
        }

        var isInDoubt = Happens(SimulatedFaults.UnknownCommit);
        if (isInDoubt && random.Next(2) == 0)
        {
            note($"commit of {batch.Drafts.Count} lost in doubt");
            throw new LedgerStoreException("the simulated connection broke") { IsUnknown = true };
        }

        if (pretends && random.Next(10) == 0)
        {
            return new LedgerAppend(await real.ReadLastPositionAsync(cancellationToken) + 1, LedgerSpace.Ample);
        }

        var appended = await real.AppendAsync(batch, cancellationToken);
        note($"commit of {batch.Drafts.Count}{(isInDoubt ? " in doubt" : "")}");
        await Wait();
        return isInDoubt ? throw new LedgerStoreException("the simulated connection broke") { IsUnknown = true } : appended;
    }

    public async ValueTask<LedgerSpace?> ProbeAsync(CancellationToken cancellationToken)
    {
        await Wait();
        return Happens(SimulatedFaults.FailedCommit) ? throw new LedgerStoreException("the simulated disk refused it") : await real.ProbeAsync(cancellationToken);
    }

    public ValueTask<IReadOnlyList<LedgerHead>> ReadHeadsAsync(CancellationToken cancellationToken) => real.ReadHeadsAsync(cancellationToken);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) => real.ReadAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadCommitAsync(long position, CancellationToken cancellationToken) => real.ReadCommitAsync(position, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerLeaf>> ReadLeavesAsync(long afterPosition, int limit, CancellationToken cancellationToken) => real.ReadLeavesAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadAtAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken) => real.ReadAtAsync(positions, cancellationToken);

    public ValueTask<ReceiptHash?> ReadHashAsync(long position, CancellationToken cancellationToken) => real.ReadHashAsync(position, cancellationToken);

    public ValueTask<IReadOnlyList<ArchivedRow>> ReadArchivedAsync(long afterPosition, int limit, CancellationToken cancellationToken) => real.ReadArchivedAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<StoredLog>> ReadLogsAsync(CancellationToken cancellationToken) => real.ReadLogsAsync(cancellationToken);

    public ValueTask<long> ReadLastPositionAsync(CancellationToken cancellationToken) => real.ReadLastPositionAsync(cancellationToken);

    public ValueTask AppendCheckpointAsync(Checkpoint checkpoint, string signed, OrganizationTrees trees, CancellationToken cancellationToken) => real.AppendCheckpointAsync(checkpoint, signed, trees, cancellationToken);

    public ValueTask<OrganizationTrees> ReadTreesAsync(CancellationToken cancellationToken) => real.ReadTreesAsync(cancellationToken);

    public ValueTask ThinCheckpointsAsync(int newest, int oneIn, CancellationToken cancellationToken) => real.ThinCheckpointsAsync(newest, oneIn, cancellationToken);

    public ValueTask<string?> ReadLastCheckpointAsync(CancellationToken cancellationToken) => real.ReadLastCheckpointAsync(cancellationToken);

    private bool Happens(SimulatedFaults fault) => faults().HasFlag(fault) && random.Next(6) == 0;

    private Task Wait() => scheduler().Sleep(TimeSpan.FromMilliseconds(faults().HasFlag(SimulatedFaults.SlowDisk) ? random.Next(2_000) : random.Next(3)));
}
