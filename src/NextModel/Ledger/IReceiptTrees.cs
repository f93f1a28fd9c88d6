namespace NextModel.Ledger;

/// <summary>
/// The trees over the receipts of organizations, for proofs. Exact: a receipt is in its tree as soon as it is durable. What is asked costs the
/// same however many receipts there are.
/// </summary>
public interface IReceiptTrees
{
    /// <summary>Place and path of a receipt in the tree over the organization's first <paramref name="size"/> receipts; null when it is not among them.</summary>
    ValueTask<TreePath?> FindAsync(string organizationId, long position, long size, CancellationToken cancellationToken);

    /// <summary>
    /// What leads from the tree over the first <paramref name="first"/> receipts, at least one, to the one over <paramref name="second"/>, at least
    /// as many; null when there are not so many.
    /// </summary>
    ValueTask<IReadOnlyList<ReceiptHash>?> FindConsistencyAsync(string organizationId, long first, long second, CancellationToken cancellationToken);
}
