using NextModel.Ledger;

namespace NextModel.Testing.Evidence;

/// <summary>A store whose next commit waits until it is told to go on, so that what comes meanwhile is committed together, or whose answer to it is lost.</summary>
public sealed class HeldStore(ILedgerStore store) : ILedgerStore
{
    private TaskCompletionSource? _held;
    private TaskCompletionSource _reached = new();
    private bool? _isLost;

    public void Hold()
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Waits until a commit is held: what comes from now on is not in it.</summary>
    public Task WaitUntilHeldAsync() => _reached.Task;

    public void Release()
    {
        var held = _held;
        _held = null;
        held?.SetResult();
    }

    /// <summary>The answer to the next commit does not arrive.</summary>
    /// <param name="isWritten">Whether the commit did.</param>
    public void LoseAnswer(bool isWritten) => _isLost = isWritten;

    public async ValueTask<LedgerAppend> AppendAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        if (_held is { } held)
        {
            _reached.TrySetResult();
            await held.Task;
        }

        if (_isLost is { } isWritten)
        {
            _isLost = null;
            if (isWritten)
            {
                await store.AppendAsync(batch, cancellationToken);
            }

            throw new LedgerStoreException("the answer was lost") { IsUnknown = true };
        }

        return await store.AppendAsync(batch, cancellationToken);
    }

    public ValueTask<IReadOnlyList<LedgerHead>> ReadHeadsAsync(CancellationToken cancellationToken) => store.ReadHeadsAsync(cancellationToken);

    public ValueTask<LedgerSpace?> ProbeAsync(CancellationToken cancellationToken) => store.ProbeAsync(cancellationToken);

    public ValueTask AppendCheckpointAsync(Checkpoint checkpoint, string signed, OrganizationTrees trees, CancellationToken cancellationToken) =>
        store.AppendCheckpointAsync(checkpoint, signed, trees, cancellationToken);

    public ValueTask<OrganizationTrees> ReadTreesAsync(CancellationToken cancellationToken) => store.ReadTreesAsync(cancellationToken);

    public ValueTask ThinCheckpointsAsync(int newest, int oneIn, CancellationToken cancellationToken) => store.ThinCheckpointsAsync(newest, oneIn, cancellationToken);

    public ValueTask<string?> ReadLastCheckpointAsync(CancellationToken cancellationToken) => store.ReadLastCheckpointAsync(cancellationToken);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        store.ReadAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadCommitAsync(long position, CancellationToken cancellationToken) => store.ReadCommitAsync(position, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerLeaf>> ReadLeavesAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        store.ReadLeavesAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<LedgerRow>> ReadAtAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken) =>
        store.ReadAtAsync(positions, cancellationToken);

    public ValueTask<ReceiptHash?> ReadHashAsync(long position, CancellationToken cancellationToken) => store.ReadHashAsync(position, cancellationToken);

    public ValueTask<IReadOnlyList<ArchivedRow>> ReadArchivedAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        store.ReadArchivedAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<StoredLog>> ReadLogsAsync(CancellationToken cancellationToken) => store.ReadLogsAsync(cancellationToken);

    public ValueTask<long> ReadLastPositionAsync(CancellationToken cancellationToken) => store.ReadLastPositionAsync(cancellationToken);
}
