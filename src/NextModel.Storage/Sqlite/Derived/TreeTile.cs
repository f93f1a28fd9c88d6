using NextModel.Ledger;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>The last tile of one level of an organization's tree, being filled.</summary>
/// <param name="number">Its place in the level.</param>
internal sealed class TreeTile(long number)
{
    /// <summary>Hashes in a full tile: one byte of the index.</summary>
    public const int Width = 256;

    /// <summary>Levels of the tree in one level of tiles.</summary>
    public const int Height = 8;

    private readonly byte[] _hashes = new byte[Width * ReceiptHash.Size];

    public long Number { get; private set; } = number;

    public int Count { get; private set; }

    /// <summary>Position of the first receipt under it.</summary>
    public long FirstPosition { get; private set; }

    public bool IsChanged { get; private set; }

    public ReadOnlySpan<byte> Hashes => _hashes.AsSpan(0, Count * ReceiptHash.Size);

    /// <summary>The root over a full tile's hashes.</summary>
    public ReceiptHash Root => Join(Hashes);

    public void Add(ReceiptHash hash, long position)
    {
        if (Count == 0)
        {
            FirstPosition = position;
        }

        hash.Write(_hashes.AsSpan(Count * ReceiptHash.Size));
        Count++;
        IsChanged = true;
    }

    /// <summary>Takes what was kept.</summary>
    public void Load(ReadOnlySpan<byte> hashes, long firstPosition)
    {
        hashes.CopyTo(_hashes);
        Count = hashes.Length / ReceiptHash.Size;
        FirstPosition = firstPosition;
    }

    /// <summary>It is kept; a full one makes room for the next.</summary>
    public void MarkKept()
    {
        IsChanged = false;
        if (Count == Width)
        {
            Number++;
            Count = 0;
        }
    }

    /// <summary>The node over hashes of one level, a power of two of them.</summary>
    public static ReceiptHash Join(ReadOnlySpan<byte> hashes) => hashes.Length == ReceiptHash.Size
        ? ReceiptHash.Read(hashes)
        : MerkleTree.Node(Join(hashes[..(hashes.Length / 2)]), Join(hashes[(hashes.Length / 2)..]));
}
