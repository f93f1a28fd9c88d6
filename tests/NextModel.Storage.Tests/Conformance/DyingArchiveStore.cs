using NextModel.Reporting.Archives;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>Fails before or after the n-th write, as a process that dies there: nothing that would have come later happens.</summary>
internal sealed class DyingArchiveStore(IArchiveStore store, int writes, bool after) : IArchiveStore
{
    private int _left = writes;

    /// <summary>True when it lived to the end.</summary>
    public bool Lived => _left > 0;

    public ValueTask<IReadOnlyList<Archive>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    public ValueTask<(long First, long Last)?> FindNextAsync(DateTimeOffset before, long through, int most, CancellationToken cancellationToken) =>
        store.FindNextAsync(before, through, most, cancellationToken);

    public ValueTask<(long Receipts, long Bytes)> CountAsync(DateTimeOffset before, CancellationToken cancellationToken) => store.CountAsync(before, cancellationToken);

    public async ValueTask AddAsync(Archive archive, CancellationToken cancellationToken)
    {
        DieUnless(!after);
        await store.AddAsync(archive, cancellationToken);
        DieUnless(after);
    }

    public async ValueTask<Archive> DropAsync(Archive archive, CancellationToken cancellationToken)
    {
        DieUnless(!after);
        var dropped = await store.DropAsync(archive, cancellationToken);
        DieUnless(after);
        return dropped;
    }

    public ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken) => store.ReleaseAsync(cancellationToken);

    public ValueTask<Archive?> FindAsync(Guid receiptId, CancellationToken cancellationToken) => store.FindAsync(receiptId, cancellationToken);

    private void DieUnless(bool counts)
    {
        if (counts && --_left <= 0)
        {
            throw new IOException("The process died here.");
        }
    }
}
