namespace NextModel.Ledger;

/// <summary>
/// Proofs by reading the whole ledger once, for commands that have nothing else. Keeps only the nodes a proof is made of, however many
/// receipts there are.
/// </summary>
/// <param name="ledger">Read from its begin.</param>
/// <param name="organizationId">Whose tree.</param>
public sealed class ScannedTree(ILedgerReader ledger, string organizationId)
{
    private const int Chunk = 10_000;

    /// <summary>Where in the tree the receipt at a position stands, counted from 0.</summary>
    public async ValueTask<long> IndexOfAsync(long position, CancellationToken cancellationToken)
    {
        var index = 0L;
        await ForEachAsync(leaf => leaf.Position < position && ++index > 0, cancellationToken);
        return index;
    }

    /// <summary>What <paramref name="prove"/> makes of the nodes; null when the organization has fewer receipts than <paramref name="size"/>.</summary>
    public async ValueTask<IReadOnlyList<ReceiptHash>?> ProveAsync(
        long size, Func<Func<MerklePlace, ReceiptHash>, IReadOnlyList<ReceiptHash>> prove, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prove);
        var nodes = new Dictionary<MerklePlace, ReceiptHash>();
        prove(place =>
        {
            nodes[place] = default;
            return default;
        });
        var tree = new MerkleFrontier();
        await ForEachAsync(
            leaf =>
            {
                tree.Add(leaf.Hash, (place, node) =>
                {
                    if (nodes.ContainsKey(place))
                    {
                        nodes[place] = node;
                    }
                });
                return tree.Size < size;
            },
            cancellationToken);
        return tree.Size == size ? prove(place => nodes[place]) : null;
    }

    private async ValueTask ForEachAsync(Func<LedgerLeaf, bool> take, CancellationToken cancellationToken)
    {
        for (var position = 0L; ;)
        {
            var leaves = await ledger.ReadLeavesAsync(position, Chunk, cancellationToken);
            foreach (var leaf in leaves)
            {
                position = leaf.Position;
                if (leaf.OrganizationId == organizationId && !take(leaf))
                {
                    return;
                }
            }

            if (leaves.Count == 0)
            {
                return;
            }
        }
    }
}
