namespace NextModel.Reporting.Exports;

/// <summary>What an export's manifest says about the receipts in it: sums that can be compared with the ledger's and a dashboard's.</summary>
public sealed class ExportTally
{
    private readonly SortedDictionary<string, (decimal Amount, decimal List, decimal Upstream)> _totals = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _serveModes = new(StringComparer.Ordinal);

    /// <summary>Receipts.</summary>
    public long Receipts { get; private set; }

    /// <summary>Receipts of the selection that lie in archive files and are not in the export.</summary>
    public long Archived { get; private set; }

    /// <summary>Per currency: what was charged, what it would have cost fresh, and what providers ask.</summary>
    public IReadOnlyDictionary<string, (decimal Amount, decimal List, decimal Upstream)> Totals => _totals;

    public IReadOnlyDictionary<string, long> Outcomes => _outcomes;

    public IReadOnlyDictionary<string, long> ServeModes => _serveModes;

    public long Input { get; private set; }

    public long CacheReads { get; private set; }

    public long CacheWrites { get; private set; }

    public long Output { get; private set; }

    public long Reasoning { get; private set; }

    /// <summary>Place of the first receipt in its log; null before it.</summary>
    public ExportPlace? First { get; private set; }

    /// <summary>Place of the last receipt in its log; null before the first.</summary>
    public ExportPlace? Last { get; private set; }

    internal void NoteArchived(long count) => Archived += count;

    internal void Add(ExportedReceipt receipt)
    {
        Receipts++;
        var (amount, list, upstream) = _totals.GetValueOrDefault(receipt.Currency);
        _totals[receipt.Currency] = (amount + receipt.Amount, list + receipt.ListAmount, upstream);
        if (receipt is { UpstreamCost: { } cost, UpstreamCurrency: { } currency })
        {
            (amount, list, upstream) = _totals.GetValueOrDefault(currency);
            _totals[currency] = (amount, list, upstream + cost);
        }

        _outcomes[receipt.Outcome] = _outcomes.GetValueOrDefault(receipt.Outcome) + 1;
        _serveModes[receipt.ServeMode] = _serveModes.GetValueOrDefault(receipt.ServeMode) + 1;
        Input += receipt.UncachedInput;
        CacheReads += receipt.CachedInput;
        CacheWrites += receipt.CacheWrites;
        Output += receipt.Output;
        Reasoning += receipt.Reasoning;
        Last = new ExportPlace(receipt.Row.LogId.ToString(), receipt.Row.LogSequence);
        First ??= Last;
    }
}
