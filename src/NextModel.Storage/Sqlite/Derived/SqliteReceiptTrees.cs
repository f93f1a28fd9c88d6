using NextModel.Ledger;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>Proofs from the tiles in <c>derived.db</c>, and from the ledger's tail where that is not in it yet.</summary>
public sealed class SqliteReceiptTrees(DerivedFile derived) : IReceiptTrees
{
    public ValueTask<TreePath?> FindAsync(string organizationId, long position, long size, CancellationToken cancellationToken)
    {
        using var reader = derived.RentReader();
        using var snapshot = reader.Connection.BeginTransaction(deferred: true);
        using var nodes = new TreeNodes(derived, reader.Connection, organizationId);
        var found = nodes.IndexOf(position) is { } index && index < size && size <= nodes.Size
            ? new TreePath(index, MerkleProof.Inclusion(index, size, nodes.At))
            : null;
        return ValueTask.FromResult(found);
    }

    public ValueTask<IReadOnlyList<ReceiptHash>?> FindConsistencyAsync(
        string organizationId, long first, long second, CancellationToken cancellationToken)
    {
        using var reader = derived.RentReader();
        using var snapshot = reader.Connection.BeginTransaction(deferred: true);
        using var nodes = new TreeNodes(derived, reader.Connection, organizationId);
        return ValueTask.FromResult(second <= nodes.Size ? MerkleProof.Consistency(first, second, nodes.At) : null);
    }
}
