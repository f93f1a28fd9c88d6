namespace NextModel.Ledger;

/// <summary>The trees over the receipts of every organization, up to one position of the ledger. Not thread-safe.</summary>
/// <param name="position">Up to which receipts are in them.</param>
/// <param name="trees">As they were kept there.</param>
public sealed class OrganizationTrees(long position, IEnumerable<KeyValuePair<string, MerkleFrontier>> trees)
{
    private const int Chunk = 10_000;

    private readonly Dictionary<string, MerkleFrontier> _trees = new(trees, StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>The last receipt that is in them.</summary>
    public long Position { get; private set; } = position;

    /// <summary>Those that have grown since <see cref="MarkKept"/>.</summary>
    public IEnumerable<KeyValuePair<string, MerkleFrontier>> Changed => _trees.Where(tree => _changed.Contains(tree.Key));

    /// <summary>Takes in what was written up to a position.</summary>
    /// <exception cref="InvalidDataException">Receipts are missing in the ledger: it was changed.</exception>
    public async ValueTask ReadOnAsync(ILedgerReader ledger, long upTo, CancellationToken cancellationToken)
    {
        while (Position < upTo)
        {
            var leaves = await ledger.ReadLeavesAsync(Position, (int)Math.Min(Chunk, upTo - Position), cancellationToken);
            if (leaves.Count == 0 || leaves[^1].Position != Position + leaves.Count)
            {
                throw new InvalidDataException(
                    $"The ledger has no gapless receipts from position {Position + 1} to {upTo}: it was changed. Run './nextmodel receipts verify --all'.");
            }

            foreach (var leaf in leaves)
            {
                Add(leaf);
            }
        }
    }

    /// <summary>The head of an organization's tree; null when it has no receipts.</summary>
    public TreeHead? HeadOf(string organizationId) =>
        _trees.TryGetValue(organizationId, out var tree) ? new TreeHead(tree.Size, tree.Root) : null;

    /// <summary>They are kept as they are now.</summary>
    public void MarkKept() => _changed.Clear();

    private void Add(in LedgerLeaf leaf)
    {
        if (!_trees.TryGetValue(leaf.OrganizationId, out var tree))
        {
            _trees[leaf.OrganizationId] = tree = new MerkleFrontier();
        }

        tree.Add(leaf.Hash);
        _changed.Add(leaf.OrganizationId);
        Position = leaf.Position;
    }
}
