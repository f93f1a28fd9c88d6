using System.Numerics;
using Microsoft.Data.Sqlite;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>
/// The numbers of bands in <c>derived.db</c>: a slice's receipts with amounts of one magnitude. Written by the deriving thread, read by lists.
/// </summary>
internal sealed class BandTable : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(long Slice, int Magnitude), long> _numbers = [];
    private readonly Dictionary<long, List<(int Magnitude, long Number)>> _bySlice = [];
    private readonly SqliteConnection _writer;
    private readonly SqliteStatement _insert;

    public BandTable(SqliteConnection writer)
    {
        _writer = writer;
        _insert = new SqliteStatement(writer, "INSERT INTO bands (slice, magnitude) VALUES (?, ?)");
        Reload();
    }

    /// <summary>0 for nothing, else 1 and how often 16 goes into the amount.</summary>
    public static int MagnitudeOf(long amountNano) => amountNano <= 0 ? 0 : 1 + (BitOperations.Log2((ulong)amountNano) / 4);

    /// <summary>Reads what the file holds; also after a transaction that was rolled back, whose numbers are void.</summary>
    public void Reload()
    {
        lock (_gate)
        {
            _numbers.Clear();
            _bySlice.Clear();
            using var rows = new SqliteStatement(_writer, "SELECT number, slice, magnitude FROM bands");
            while (rows.Step())
            {
                Add(rows.GetInt64(1), (int)rows.GetInt64(2), rows.GetInt64(0));
            }
        }
    }

    /// <summary>The band of a receipt; inserts it in the open transaction when it is new.</summary>
    public long Get(long slice, long amountNano)
    {
        var magnitude = MagnitudeOf(amountNano);
        lock (_gate)
        {
            if (_numbers.TryGetValue((slice, magnitude), out var known))
            {
                return known;
            }

            _insert.Bind(1, slice);
            _insert.Bind(2, magnitude);
            _insert.Run();
            Add(slice, magnitude, _insert.LastRowId);
            return _insert.LastRowId;
        }
    }

    /// <summary>Bands of these slices that can hold amounts from <paramref name="leastNano"/> on.</summary>
    public IReadOnlyList<long> Of(IEnumerable<long> slices, long leastNano)
    {
        var least = MagnitudeOf(leastNano);
        lock (_gate)
        {
            return [.. slices.SelectMany(slice => _bySlice.GetValueOrDefault(slice) ?? []).Where(band => band.Magnitude >= least).Select(band => band.Number)];
        }
    }

    public void Dispose() => _insert.Dispose();

    private void Add(long slice, int magnitude, long number)
    {
        _numbers[(slice, magnitude)] = number;
        if (!_bySlice.TryGetValue(slice, out var bands))
        {
            _bySlice[slice] = bands = [];
        }

        bands.Add((magnitude, number));
    }
}
