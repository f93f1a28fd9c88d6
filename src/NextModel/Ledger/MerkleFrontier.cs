using System.Numerics;

namespace NextModel.Ledger;

/// <summary>
/// A tree that grows, kept as what its next root needs: the roots of its largest complete parts, left to right. One hash for each bit of
/// the size that is set.
/// </summary>
public sealed class MerkleFrontier
{
    private readonly List<ReceiptHash> _parts = [];

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>The root over all leaves, at least one.</summary>
    public ReceiptHash Root
    {
        get
        {
            var root = _parts[^1];
            for (var i = _parts.Count - 2; i >= 0; i--)
            {
                root = MerkleTree.Node(_parts[i], root);
            }

            return root;
        }
    }

    /// <summary>Adds a receipt. What becomes complete by it is told to <paramref name="complete"/>, leaf first.</summary>
    public void Add(ReceiptHash receipt, Action<MerklePlace, ReceiptHash>? complete = null)
    {
        var node = MerkleTree.Leaf(receipt);
        var place = new MerklePlace(0, Size);
        complete?.Invoke(place, node);
        while ((place.Index & 1) == 1)
        {
            node = MerkleTree.Node(_parts[^1], node);
            _parts.RemoveAt(_parts.Count - 1);
            place = new MerklePlace(place.Level + 1, place.Index >> 1);
            complete?.Invoke(place, node);
        }

        _parts.Add(node);
        Size++;
    }

    /// <summary>The parts, one after the other, for keeping beside <see cref="Size"/>.</summary>
    public byte[] ToBytes() => [.. _parts.SelectMany(part => part.ToArray())];

    /// <summary>What <see cref="ToBytes"/> wrote at this size; null when it does not fit it.</summary>
    public static MerkleFrontier? TryRead(long size, ReadOnlySpan<byte> parts)
    {
        if (size < 0 || parts.Length != ReceiptHash.Size * BitOperations.PopCount((ulong)size))
        {
            return null;
        }

        var frontier = new MerkleFrontier { Size = size };
        for (; !parts.IsEmpty; parts = parts[ReceiptHash.Size..])
        {
            frontier._parts.Add(ReceiptHash.Read(parts));
        }

        return frontier;
    }
}
