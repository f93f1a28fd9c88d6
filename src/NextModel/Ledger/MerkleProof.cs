using System.Numerics;

namespace NextModel.Ledger;

/// <summary>
/// Proofs over a tree that only grows, by RFC 9162 §2.1: that an entry is in it, and that a later tree begins with an earlier one. They are
/// made from the nodes that are complete, wherever those are kept.
/// </summary>
public static class MerkleProof
{
    /// <summary>The root over the first <paramref name="size"/> leaves, at least one.</summary>
    public static ReceiptHash Root(long size, Func<MerklePlace, ReceiptHash> nodes) => Root(0, size, nodes);

    /// <summary>The path from a leaf to the root over the first <paramref name="size"/> (RFC 9162 §2.1.3.1).</summary>
    public static IReadOnlyList<ReceiptHash> Inclusion(long index, long size, Func<MerklePlace, ReceiptHash> nodes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<ReceiptHash>();
        var (begin, end) = (0L, size);
        while (end - begin > 1)
        {
            var middle = begin + Split(end - begin);
            var isLeft = index < middle;
            path.Add(isLeft ? Root(middle, end, nodes) : Root(begin, middle, nodes));
            (begin, end) = isLeft ? (begin, middle) : (middle, end);
        }

        path.Reverse();
        return path;
    }

    /// <summary>What leads from the root over <paramref name="first"/> leaves to the one over <paramref name="second"/> (RFC 9162 §2.1.4.1).</summary>
    public static IReadOnlyList<ReceiptHash> Consistency(long first, long second, Func<MerklePlace, ReceiptHash> nodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var path = new List<ReceiptHash>();
        var (begin, end) = (0L, second);
        while (end != first)
        {
            var middle = begin + Split(end - begin);
            var isLeft = first <= middle;
            path.Add(isLeft ? Root(middle, end, nodes) : Root(begin, middle, nodes));
            (begin, end) = isLeft ? (begin, middle) : (middle, end);
        }

        // A first tree that is complete is known to whoever asks.
        if (begin > 0)
        {
            path.Add(Root(begin, end, nodes));
        }

        path.Reverse();
        return path;
    }

    /// <summary>True when <paramref name="path"/> shows that the second tree begins with the first (RFC 9162 §2.1.4.2). Any input may be handed in.</summary>
    public static bool IsConsistent(long first, ReceiptHash firstRoot, long second, ReceiptHash secondRoot, IReadOnlyList<ReceiptHash> path)
    {
        if (first < 1 || first >= second)
        {
            return first == second && first > 0 && path.Count == 0 && firstRoot == secondRoot;
        }

        var node = first - 1;
        var last = second - 1;
        while ((node & 1) == 1)
        {
            node >>= 1;
            last >>= 1;
        }

        // A first tree of a power of two leaves stands for itself.
        var used = BitOperations.IsPow2(first) ? 0 : 1;
        if (path.Count < used)
        {
            return false;
        }

        var (old, grown) = used == 0 ? (firstRoot, firstRoot) : (path[0], path[0]);
        foreach (var step in path.Skip(used))
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                old = MerkleTree.Node(step, old);
                grown = MerkleTree.Node(step, grown);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                grown = MerkleTree.Node(grown, step);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && old == firstRoot && grown == secondRoot;
    }

    // The complete nodes that make up the leaves from begin to end, joined from the right. Begin is where one of them may begin.
    private static ReceiptHash Root(long begin, long end, Func<MerklePlace, ReceiptHash> nodes)
    {
        var found = new List<ReceiptHash>();
        while (begin < end)
        {
            var level = BitOperations.Log2((ulong)(end - begin));
            found.Add(nodes(new MerklePlace(level, begin >> level)));
            begin += 1L << level;
        }

        var root = found[^1];
        for (var i = found.Count - 2; i >= 0; i--)
        {
            root = MerkleTree.Node(found[i], root);
        }

        return root;
    }

    // The largest power of two that is smaller than the size.
    private static long Split(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}
