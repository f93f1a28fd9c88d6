namespace NextModel.Ledger;

/// <summary>The Merkle tree of RFC 6962 §2.1 over the receipts of one commit: a leaf is the hash of 0x00 and a receipt's hash.</summary>
/// <remarks>
/// Built level by level from the leaves: neighbours are joined, a last one without neighbour moves up. That is the RFC's tree, which
/// splits at the largest power of two.
/// </remarks>
public sealed class MerkleTree
{
    private readonly List<ReceiptHash[]> _levels;

    public MerkleTree(IEnumerable<ReceiptHash> receipts)
        : this([.. receipts.Select(Leaf)])
    {
    }

    private MerkleTree(ReceiptHash[] leaves)
    {
        _levels = [leaves];
        while (_levels[^1].Length > 1)
        {
            ReceiptHash[] level = [.. _levels[^1]];
            _levels.Add(level[..Join(level)]);
        }
    }

    public ReceiptHash Root => _levels[^1][0];

    /// <summary>The tree over leaves that are hashed already.</summary>
    internal static MerkleTree OfLeaves(IEnumerable<ReceiptHash> leaves) => new([.. leaves]);

    /// <summary>The audit path of one receipt, from its leaf towards the root (RFC 6962 §2.1.1).</summary>
    public IReadOnlyList<ReceiptHash> Path(int index)
    {
        var path = new List<ReceiptHash>();
        foreach (var level in _levels)
        {
            if ((index ^ 1) < level.Length)
            {
                path.Add(level[index ^ 1]);
            }

            index >>= 1;
        }

        return path;
    }

    /// <summary>The root over <paramref name="receipts"/>, at least one; they are overwritten.</summary>
    public static ReceiptHash RootOf(Span<ReceiptHash> receipts)
    {
        for (var i = 0; i < receipts.Length; i++)
        {
            receipts[i] = Leaf(receipts[i]);
        }

        while (receipts.Length > 1)
        {
            receipts = receipts[..Join(receipts)];
        }

        return receipts[0];
    }

    /// <summary>The root that <paramref name="path"/> leads to (RFC 9162 §2.1.3.2). False when the path does not fit the tree.</summary>
    public static bool TryClimb(ReceiptHash receipt, long index, long size, IReadOnlyList<ReceiptHash> path, out ReceiptHash root) =>
        TryClimbFrom(Leaf(receipt), index, size, path, out root);

    /// <summary>The same from any leaf.</summary>
    internal static bool TryClimbFrom(ReceiptHash leaf, long index, long size, IReadOnlyList<ReceiptHash> path, out ReceiptHash root) =>
        TryClimbFrom(leaf, index, size, [.. path], out root);

    /// <summary>The same from any leaf.</summary>
    internal static bool TryClimbFrom(ReceiptHash leaf, long index, long size, ReadOnlySpan<ReceiptHash> path, out ReceiptHash root)
    {
        root = leaf;
        if (index < 0 || index >= size)
        {
            return false;
        }

        var last = size - 1;
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((index & 1) == 1 || index == last)
            {
                root = Node(sibling, root);
                while ((index & 1) == 0 && index != 0)
                {
                    index >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                root = Node(root, sibling);
            }

            index >>= 1;
            last >>= 1;
        }

        return last == 0;
    }

    // Joins neighbours in place and returns how many there are on the next level.
    private static int Join(Span<ReceiptHash> level)
    {
        for (var i = 0; i + 1 < level.Length; i += 2)
        {
            level[i / 2] = Node(level[i], level[i + 1]);
        }

        if ((level.Length & 1) == 1)
        {
            level[level.Length / 2] = level[^1];
        }

        return (level.Length + 1) / 2;
    }

    /// <summary>The leaf of a receipt: the hash of 0x00 and the receipt's hash.</summary>
    public static ReceiptHash Leaf(ReceiptHash receipt)
    {
        Span<byte> bytes = stackalloc byte[1 + ReceiptHash.Size];
        bytes[0] = 0;
        receipt.Write(bytes[1..]);
        return ReceiptHash.Of(bytes);
    }

    /// <summary>What joins two neighbours: the hash of 0x01 and both.</summary>
    public static ReceiptHash Node(ReceiptHash left, ReceiptHash right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * ReceiptHash.Size)];
        bytes[0] = 1;
        left.Write(bytes[1..]);
        right.Write(bytes[(1 + ReceiptHash.Size)..]);
        return ReceiptHash.Of(bytes);
    }
}
