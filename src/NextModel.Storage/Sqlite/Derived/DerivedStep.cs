using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Storage.Ledger;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>Carries indexes and sums forward by one chunk of receipts, in one transaction, sorted by where rows go.</summary>
internal sealed class DerivedStep : IDisposable
{
    private const int MaxForms = 65_536;

    private readonly SliceTable _slices;
    private readonly SqliteStatement _byId;
    private readonly SqliteStatement _byProject;
    private readonly SqliteStatement _byBand;
    private readonly BandTable _bands;
    private readonly DerivedSums _sums;
    private readonly TreeTiles _tiles;
    private readonly SqliteStatement _watermark;

    private readonly Dictionary<long, DerivedSlice> _byForm = [];

    // Slices of the chunk's receipts, and their order in an index: owner in the upper half, place in the chunk in the lower.
    private readonly List<DerivedSlice> _chunk = [];
    private readonly List<long> _chunkBands = [];
    private readonly List<ulong> _order = [];

    public DerivedStep(SqliteConnection writer, SliceTable slices, BandTable bands)
    {
        _slices = slices;
        _bands = bands;
        _byId = new SqliteStatement(writer, "INSERT INTO by_id VALUES (?, ?) ON CONFLICT DO NOTHING");
        _byProject = new SqliteStatement(writer, "INSERT INTO by_project VALUES (?, ?, ?, ?)");
        _byBand = new SqliteStatement(writer, "INSERT INTO by_band VALUES (?, ?, ?, ?)");
        _sums = new DerivedSums(writer);
        _tiles = new TreeTiles(writer);
        _watermark = new SqliteStatement(
            writer, "INSERT INTO watermark VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position, hash = excluded.hash");
    }

    /// <summary>Adds the receipts, at least one, to the open transaction.</summary>
    /// <param name="facts">In the order of the ledger.</param>
    /// <param name="hash">Of the last.</param>
    public void Apply(ReadOnlySpan<ReceiptFact> facts, ReceiptHash hash)
    {
        Resolve(facts);
        InsertIds(facts);
        Index(_byProject, facts, i => _chunk[i].Project, (_, i) => _chunk[i].Number);
        Index(_byBand, facts, i => _chunkBands[i], static (facts, i) => facts[i].Sums.AmountNano);
        _sums.Write(facts, _chunk);
        _tiles.Write(facts);
        MoveWatermark(facts[^1].Position, hash);
    }

    /// <summary>After a transaction that was rolled back: numbers given in it are void.</summary>
    public void Forget()
    {
        _byForm.Clear();
        _tiles.Forget();
    }

    public void Dispose()
    {
        _byId.Dispose();
        _byProject.Dispose();
        _byBand.Dispose();
        _sums.Dispose();
        _tiles.Dispose();
        _watermark.Dispose();
    }

    // Few forms make up a chunk; a slice is looked up by all its members only once for each.
    private void Resolve(ReadOnlySpan<ReceiptFact> facts)
    {
        _chunk.Clear();
        _chunkBands.Clear();
        foreach (ref readonly var fact in facts)
        {
            if (!_byForm.TryGetValue(fact.Form, out var slice))
            {
                if (_byForm.Count >= MaxForms)
                {
                    _byForm.Clear();
                }

                _byForm[fact.Form] = slice = _slices.Get(fact.Slice);
            }

            _chunk.Add(slice);
            _chunkBands.Add(_bands.Get(slice.Number, fact.Sums.AmountNano));
        }
    }

    private void InsertIds(ReadOnlySpan<ReceiptFact> facts)
    {
        Span<byte> id = stackalloc byte[16];
        foreach (ref readonly var fact in facts)
        {
            fact.Id.TryWriteBytes(id, bigEndian: true, out _);
            _byId.Bind(1, id);
            _byId.Bind(2, fact.Position);
            _byId.Run();
        }
    }

    // Sorted by owner: what goes to the same page goes there together. Within one the order of the ledger is nearly the index's.
    private void Index(
        SqliteStatement insert, ReadOnlySpan<ReceiptFact> facts, Func<int, long> owner, Func<ReadOnlySpan<ReceiptFact>, int, long> payload)
    {
        _order.Clear();
        for (var i = 0; i < facts.Length; i++)
        {
            _order.Add(((ulong)owner(i) << 32) | (uint)i);
        }

        _order.Sort();
        foreach (var place in _order)
        {
            var i = (int)(uint)place;
            insert.Bind(1, (long)(place >> 32));
            insert.Bind(2, facts[i].CompletedAt);
            insert.Bind(3, facts[i].Position);
            insert.Bind(4, payload(facts, i));
            insert.Run();
        }
    }

    private void MoveWatermark(long position, ReceiptHash hash)
    {
        Span<byte> bytes = stackalloc byte[ReceiptHash.Size];
        hash.Write(bytes);
        _watermark.Bind(1, position);
        _watermark.Bind(2, bytes);
        _watermark.Run();
    }
}
