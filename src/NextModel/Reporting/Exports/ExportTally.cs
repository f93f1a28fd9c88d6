using System.Runtime.InteropServices;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>What an export's manifest says about the receipts in it: sums that can be compared with the ledger's and a dashboard's.</summary>
public sealed class ExportTally
{
    private readonly Dictionary<string, (decimal Amount, decimal List, decimal Upstream)> _totals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _serveModes = new(StringComparer.Ordinal);
    private LedgerRow? _first;
    private LedgerRow? _last;

    /// <summary>Receipts.</summary>
    public long Receipts { get; private set; }

    /// <summary>Receipts of the selection that lie in archive files and are not in the export.</summary>
    public long Archived { get; private set; }

    /// <summary>Per currency, in their order: what was charged, what it would have cost fresh, and what providers ask.</summary>
    public IReadOnlyDictionary<string, (decimal Amount, decimal List, decimal Upstream)> Totals => Ordered(_totals);

    public IReadOnlyDictionary<string, long> Outcomes => Ordered(_outcomes);

    public IReadOnlyDictionary<string, long> ServeModes => Ordered(_serveModes);

    public long Input { get; private set; }

    public long CacheReads { get; private set; }

    public long CacheWrites { get; private set; }

    public long Output { get; private set; }

    public long Reasoning { get; private set; }

    /// <summary>Place of the first receipt in its log; null before it.</summary>
    public ExportPlace? First => PlaceOf(_first);

    /// <summary>Place of the last receipt in its log; null before the first.</summary>
    public ExportPlace? Last => PlaceOf(_last);

    internal void NoteArchived(long count) => Archived += count;

    internal void Add(ExportedReceipt receipt)
    {
        Receipts++;
        ref var total = ref Of(_totals, receipt.Currency);
        total.Amount += receipt.Amount;
        total.List += receipt.ListAmount;
        if (receipt is { UpstreamCost: { } cost, UpstreamCurrency: { } currency })
        {
            Of(_totals, currency).Upstream += cost;
        }

        Of(_outcomes, receipt.Outcome)++;
        Of(_serveModes, receipt.ServeMode)++;
        Input += receipt.UncachedInput;
        CacheReads += receipt.CachedInput;
        CacheWrites += receipt.CacheWrites;
        Output += receipt.Output;
        Reasoning += receipt.Reasoning;
        _first ??= receipt.Row;
        _last = receipt.Row;
    }

    /// <summary>Adds the receipts that follow those which are in it.</summary>
    internal void Add(ExportTally next)
    {
        Receipts += next.Receipts;
        Archived += next.Archived;
        foreach (var (currency, (amount, list, upstream)) in next._totals)
        {
            ref var total = ref Of(_totals, currency);
            total = (total.Amount + amount, total.List + list, total.Upstream + upstream);
        }

        Add(_outcomes, next._outcomes);
        Add(_serveModes, next._serveModes);
        Input += next.Input;
        CacheReads += next.CacheReads;
        CacheWrites += next.CacheWrites;
        Output += next.Output;
        Reasoning += next.Reasoning;
        _first ??= next._first;
        _last = next._last ?? _last;
    }

    private static void Add(Dictionary<string, long> counts, Dictionary<string, long> more)
    {
        foreach (var (word, count) in more)
        {
            Of(counts, word) += count;
        }
    }

    private static ref T Of<T>(Dictionary<string, T> values, string name)
        where T : struct => ref CollectionsMarshal.GetValueRefOrAddDefault(values, name, out _);

    private static SortedDictionary<string, T> Ordered<T>(Dictionary<string, T> values) => new(values, StringComparer.Ordinal);

    private static ExportPlace? PlaceOf(LedgerRow? row) => row is null ? null : new ExportPlace(row.LogId.ToString(), row.LogSequence);
}
