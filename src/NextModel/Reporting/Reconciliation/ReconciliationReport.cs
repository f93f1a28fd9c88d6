namespace NextModel.Reporting.Reconciliation;

/// <summary>What a run found. Its lines live as long as the <see cref="Reconciler"/> that made it.</summary>
public sealed class ReconciliationReport
{
    private readonly ReportLines _lines;

    internal ReconciliationReport(ReconciliationParameters parameters, ReportLines lines, Restatements restatements)
    {
        _lines = lines;
        Parameters = parameters;
        Restated = restatements.Listed;
        RestatedCount = restatements.Count;
        Status = lines.Counts.Keys.Any(c => c.Verdict() == Verdict.Unexplained) ? ReconciliationStatus.Differences
            : lines.Counts.ContainsKey(DifferenceClass.Pending) ? ReconciliationStatus.Incomplete
            : lines.Counts.Keys.Any(c => c.Verdict() == Verdict.Explained) ? ReconciliationStatus.Explained
            : ReconciliationStatus.Reconciled;
    }

    public ReconciliationStatus Status { get; }

    public ReconciliationParameters Parameters { get; }

    /// <summary>The files, in the order they were given.</summary>
    public IReadOnlyList<ReconciliationImport> Imports { get; init; } = [];

    public LedgerRange? Ledger { get; init; }

    /// <summary>Rows given twice in one file; they count once.</summary>
    public long DuplicateRows { get; init; }

    /// <summary>What later files say otherwise, the first of it.</summary>
    public IReadOnlyList<Restatement> Restated { get; }

    public long RestatedCount { get; }

    /// <summary>How many lines of each class, in the order of the classes.</summary>
    public IEnumerable<KeyValuePair<DifferenceClass, long>> Counts => _lines.Counts.OrderBy(count => count.Key);

    public long LineCount => _lines.Count;

    /// <summary>The first lines that are not simply matched.</summary>
    public IReadOnlyList<ReconciliationLine> Shown => _lines.Shown;

    /// <summary>Lines that are not simply matched.</summary>
    public long DifferingCount => _lines.Counts.Where(count => count.Key is not (DifferenceClass.Matched or DifferenceClass.Nil)).Sum(count => count.Value);

    /// <summary>The currencies of its money, that of most lines first.</summary>
    public IReadOnlyList<string> Currencies =>
    [
        .. _lines.Money.Keys.Select(place => place.Currency).Distinct()
            .OrderByDescending(currency => Total(currency).Lines).ThenBy(currency => currency, StringComparer.Ordinal),
    ];

    /// <summary>The currency of most lines; null when none is about money.</summary>
    public string? MainCurrency => Currencies is [var first, ..] ? first : null;

    public MoneySums Total(string currency) =>
        _lines.Money.Where(money => money.Key.Currency == currency).Aggregate(default(MoneySums), (sum, money) => sum + money.Value);

    /// <summary>The provider's invoice beside its own figures; null when no invoice was given or nothing was charged.</summary>
    public InvoiceCheck? Invoice => Parameters.Invoice is { } amount && MainCurrency is { } currency
        ? new InvoiceCheck(currency, Total(currency).Provider, Imports.Sum(import => import.Rows), amount)
        : null;

    public MoneySums Money(Verdict verdict, string currency) => _lines.Money.GetValueOrDefault((verdict, currency));

    public long LinesOf(Verdict verdict) => _lines.Counts.Where(count => count.Key.Verdict() == verdict).Sum(count => count.Value);

    /// <summary>Writes all lines as JSON, with commas between them.</summary>
    internal void CopyLinesTo(Stream target) => _lines.CopyTo(target);
}
