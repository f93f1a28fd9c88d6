namespace NextModel.Reporting.Reconciliation;

/// <summary>Takes the lines of a report one by one, in its order: sums them up, keeps the first that differ, and holds all of them as JSON.</summary>
internal sealed class ReportLines : IDisposable
{
    /// <summary>Most differing lines that the readable reports show; the JSON has all.</summary>
    public const int MaxShown = 500;

    private const int MaxHeldBytes = 1 << 20;

    private readonly SpillSpace _space;
    private readonly List<ReconciliationLine> _shown = [];
    private readonly Dictionary<DifferenceClass, long> _counts = [];
    private readonly Dictionary<(Verdict Verdict, string Currency), MoneySums> _money = [];
    private Stream _text = new MemoryStream();

    public ReportLines(SpillSpace space) => _space = space;

    public long Count { get; private set; }

    public IReadOnlyList<ReconciliationLine> Shown => _shown;

    public IReadOnlyDictionary<DifferenceClass, long> Counts => _counts;

    /// <summary>Money by verdict and currency. Lines of two currencies are in no sum.</summary>
    public IReadOnlyDictionary<(Verdict Verdict, string Currency), MoneySums> Money => _money;

    public void Add(ReconciliationLine line)
    {
        var text = LineText.Of(line);
        if (Count > 0)
        {
            _text.Write(",\n"u8);
        }

        _text.Write(text);
        if (_text is MemoryStream memory && memory.Length > MaxHeldBytes)
        {
            _text = _space.Create();
            memory.WriteTo(_text);
            memory.Dispose();
        }

        Count++;
        _counts[line.Class] = _counts.GetValueOrDefault(line.Class) + 1;
        if (line.Kind != LineKind.Tokens && line.Class != DifferenceClass.CurrencyMismatch && line.Currency is { } currency)
        {
            var place = (line.Class.Verdict(), currency);
            var delta = line.CostDelta ?? 0;
            _money[place] = _money.GetValueOrDefault(place) + new MoneySums(1, line.Ours ?? 0, line.Provider ?? 0, Math.Abs(delta));
        }

        if (line.Class is not (DifferenceClass.Matched or DifferenceClass.Nil) && _shown.Count < MaxShown)
        {
            _shown.Add(line);
        }
    }

    /// <summary>Writes all lines, with commas between them.</summary>
    public void CopyTo(Stream target)
    {
        _text.Position = 0;
        _text.CopyTo(target);
    }

    public void Dispose() => _text.Dispose();
}
