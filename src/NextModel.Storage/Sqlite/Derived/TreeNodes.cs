using Microsoft.Data.Sqlite;
using NextModel.Ledger;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>The complete nodes of one organization's tree, as the connection's snapshot and the ledger's tail have them.</summary>
internal sealed class TreeNodes : IDisposable
{
    /// <summary>One tile.</summary>
    public const string TileOf = "SELECT hashes FROM tree_tiles WHERE organization = ?1 AND level = ?2 AND tile = ?3";

    /// <summary>The last tile of the leaves.</summary>
    public const string LastTile = "SELECT tile, length(hashes) FROM tree_tiles WHERE organization = ?1 AND level = 0 ORDER BY tile DESC LIMIT 1";

    /// <summary>The tile of the leaf at a position of the ledger.</summary>
    public const string TileAt = "SELECT tile, hashes FROM tree_tiles WHERE organization = ?1 AND level = 0 AND first_position <= ?2 ORDER BY first_position DESC LIMIT 1";

    private readonly DerivedFile _derived;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _tile;
    private readonly string _organization;
    private readonly long _kept;
    private readonly List<(long Position, ReceiptHash Leaf)> _tail;

    public TreeNodes(DerivedFile derived, SqliteConnection connection, string organization)
    {
        _derived = derived;
        _connection = connection;
        _organization = organization;
        _tile = new SqliteStatement(connection, TileOf);
        _kept = ReadKept();
        _tail =
        [
            .. derived.Tail.After(DerivedFile.Watermark(connection)).Where(fact => fact.Slice.OrganizationId == organization)
                .Select(fact => (fact.Position, MerkleTree.Leaf(fact.Hash))),
        ];
    }

    /// <summary>Receipts of the organization.</summary>
    public long Size => _kept + _tail.Count;

    /// <summary>Where in the tree the receipt at a position of the ledger stands; null when it is not of this organization.</summary>
    public long? IndexOf(long position)
    {
        var inTail = _tail.FindIndex(leaf => leaf.Position == position);
        if (inTail >= 0)
        {
            return _kept + inTail;
        }

        if (_derived.Facts.HashAt(position) is not { } hash)
        {
            return null;
        }

        using var rows = new SqliteStatement(_connection, TileAt);
        rows.Bind(1, _organization);
        rows.Bind(2, position);
        if (!rows.Step())
        {
            return null;
        }

        var leaf = MerkleTree.Leaf(hash);
        var hashes = rows.GetBlob(1);
        for (var i = 0; i < hashes.Length / ReceiptHash.Size; i++)
        {
            if (ReceiptHash.Read(hashes[(i * ReceiptHash.Size)..]) == leaf)
            {
                return (rows.GetInt64(0) * TreeTile.Width) + i;
            }
        }

        return null;
    }

    /// <summary>A node all of whose leaves are there.</summary>
    public ReceiptHash At(MerklePlace place)
    {
        if (place.End <= _kept)
        {
            return Kept(place);
        }

        return place.Level == 0
            ? _tail[(int)(place.Index - _kept)].Leaf
            : MerkleTree.Node(At(new MerklePlace(place.Level - 1, 2 * place.Index)), At(new MerklePlace(place.Level - 1, (2 * place.Index) + 1)));
    }

    public void Dispose() => _tile.Dispose();

    private ReceiptHash Kept(MerklePlace place)
    {
        var (level, height) = Math.DivRem(place.Level, TreeTile.Height);
        var first = place.Index << height;
        _tile.Bind(1, _organization);
        _tile.Bind(2, level);
        _tile.Bind(3, first / TreeTile.Width);
        try
        {
            var hashes = _tile.Step() ? _tile.GetBlob(0) : default;
            var begin = (int)(first % TreeTile.Width) * ReceiptHash.Size;
            var length = ReceiptHash.Size << height;
            return begin + length <= hashes.Length
                ? TreeTile.Join(hashes.Slice(begin, length))
                : throw new InvalidDataException("derived.db is damaged: a tile of a tree is missing. Stop the server and delete the file; it is made again.");
        }
        finally
        {
            _tile.Reset();
        }
    }

    private long ReadKept()
    {
        using var rows = new SqliteStatement(_connection, LastTile);
        rows.Bind(1, _organization);
        return rows.Step() ? (rows.GetInt64(0) * TreeTile.Width) + (rows.GetInt64(1) / ReceiptHash.Size) : 0;
    }
}
