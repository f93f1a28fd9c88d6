using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Storage.Ledger;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>Carries the trees of organizations forward, a chunk at a time: 32 bytes for each receipt, written a tile at once.</summary>
internal sealed class TreeTiles : IDisposable
{
    private const int MaxOrganizations = 1024;

    private readonly Dictionary<string, List<TreeTile>> _trees = new(StringComparer.Ordinal);
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private readonly SqliteStatement _keep;
    private readonly SqliteStatement _last;

    public TreeTiles(SqliteConnection writer)
    {
        _keep = new SqliteStatement(
            writer, "INSERT INTO tree_tiles VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET first_position = excluded.first_position, hashes = excluded.hashes");
        _last = new SqliteStatement(
            writer, "SELECT tile, first_position, hashes FROM tree_tiles WHERE organization = ? AND level = ? ORDER BY tile DESC LIMIT 1");
    }

    /// <summary>Adds the receipts to the open transaction.</summary>
    public void Write(ReadOnlySpan<ReceiptFact> facts)
    {
        foreach (ref readonly var fact in facts)
        {
            Add(fact.Slice.OrganizationId, MerkleTree.Leaf(fact.Hash), fact.Position);
        }

        foreach (var organization in _touched)
        {
            foreach (var (level, tile) in _trees[organization].Index())
            {
                Keep(organization, level, tile);
            }
        }

        _touched.Clear();
    }

    /// <summary>After a transaction that was rolled back: what is in memory is void.</summary>
    public void Forget()
    {
        _trees.Clear();
        _touched.Clear();
    }

    public void Dispose()
    {
        _keep.Dispose();
        _last.Dispose();
    }

    private void Add(string organization, ReceiptHash leaf, long position)
    {
        if (!_trees.TryGetValue(organization, out var levels))
        {
            if (_trees.Count >= MaxOrganizations && _touched.Count == 0)
            {
                _trees.Clear();
            }

            _trees[organization] = levels = Load(organization);
        }

        _touched.Add(organization);
        for (var level = 0; ; level++)
        {
            if (level == levels.Count)
            {
                levels.Add(new TreeTile(0));
            }

            var tile = levels[level];
            tile.Add(leaf, position);
            if (tile.Count < TreeTile.Width)
            {
                return;
            }

            (leaf, position) = (tile.Root, tile.FirstPosition);
            Keep(organization, level, tile);
        }
    }

    private void Keep(string organization, int level, TreeTile tile)
    {
        if (!tile.IsChanged)
        {
            return;
        }

        _keep.Bind(1, organization);
        _keep.Bind(2, level);
        _keep.Bind(3, tile.Number);
        _keep.Bind(4, tile.FirstPosition);
        _keep.Bind(5, tile.Hashes);
        _keep.Run();
        tile.MarkKept();
    }

    private List<TreeTile> Load(string organization)
    {
        var levels = new List<TreeTile>();
        while (true)
        {
            _last.Bind(1, organization);
            _last.Bind(2, levels.Count);
            var isThere = _last.Step();
            if (isThere)
            {
                var tile = new TreeTile(_last.GetInt64(0));
                tile.Load(_last.GetBlob(2), _last.GetInt64(1));
                tile.MarkKept();
                levels.Add(tile);
            }

            _last.Reset();
            if (!isThere)
            {
                return levels;
            }
        }
    }
}
