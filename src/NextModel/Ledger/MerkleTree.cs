using System.Numerics;

namespace NextModel.Ledger;

/// <summary>The Merkle tree of RFC 6962 §2.1 over the receipts of one commit: a leaf is the hash of 0x00 and a receipt's hash.</summary>
public static class MerkleTree
{
    /// <summary>The root over <paramref name="receipts"/>; at least one.</summary>
    public static ReceiptHash Root(ReadOnlySpan<ReceiptHash> receipts)
    {
        if (receipts.Length == 1)
        {
            return Leaf(receipts[0]);
        }

        var split = Split(receipts.Length);
        return Node(Root(receipts[..split]), Root(receipts[split..]));
    }

    /// <summary>The audit path of one receipt, from its leaf towards the root (RFC 6962 §2.1.1).</summary>
    public static IReadOnlyList<ReceiptHash> Path(ReadOnlySpan<ReceiptHash> receipts, int index)
    {
        var path = new List<ReceiptHash>();
        while (receipts.Length > 1)
        {
            var split = Split(receipts.Length);
            var isLeft = index < split;
            path.Add(Root(isLeft ? receipts[split..] : receipts[..split]));
            receipts = isLeft ? receipts[..split] : receipts[split..];
            index -= isLeft ? 0 : split;
        }

        path.Reverse();
        return path;
    }

    /// <summary>The root that <paramref name="path"/> leads to (RFC 9162 §2.1.3.2). False when the path does not fit the tree.</summary>
    public static bool TryClimb(ReceiptHash receipt, long index, long size, IReadOnlyList<ReceiptHash> path, out ReceiptHash root)
    {
        root = Leaf(receipt);
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

    // The largest power of two that is smaller than the count.
    private static int Split(int count) => 1 << BitOperations.Log2((uint)(count - 1));

    private static ReceiptHash Leaf(ReceiptHash receipt)
    {
        Span<byte> bytes = stackalloc byte[1 + ReceiptHash.Size];
        bytes[0] = 0;
        receipt.Write(bytes[1..]);
        return ReceiptHash.Of(bytes);
    }

    private static ReceiptHash Node(ReceiptHash left, ReceiptHash right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * ReceiptHash.Size)];
        bytes[0] = 1;
        left.Write(bytes[1..]);
        right.Write(bytes[(1 + ReceiptHash.Size)..]);
        return ReceiptHash.Of(bytes);
    }
}
