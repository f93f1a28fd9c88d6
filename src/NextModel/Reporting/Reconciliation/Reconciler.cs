namespace NextModel.Reporting.Reconciliation;

/// <summary>
/// Compares a provider's rows with attempts: first all rows, then all attempts in the order of the ledger, then the report. A pure function
/// of what it is given, in memory that does not grow with it; its result is the same to the byte wherever it runs.
/// </summary>
public sealed class Reconciler : IDisposable
{
    private readonly ReconciliationParameters _parameters;
    private readonly SpillSpace _space;
    private readonly Restatements _restatements = new();
    private readonly Dictionary<string, TokenPrices> _prices = new(StringComparer.Ordinal);
    private readonly ModelNames _models;
    private readonly ExternalSorter<ProviderRow> _calls;
    private readonly ExternalSorter<ProviderRow> _tokens;
    private readonly ExternalSorter<ProviderRow> _charges;
    private readonly ExternalSorter<ExpectedAttempt> _attempts;
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly ReportLines _lines;
    private EffectiveTotals? _tokenTotals;
    private EffectiveTotals? _costTotals;
    private CallMatching? _callMatching;
    private CostMatching? _costMatching;
    private BucketGrid? _tokenGrid;
    private TokenGrouping _grouping;
    private bool _costsNameModels;
    private bool _tokensNameModels;
    private bool _isOpen;
    private (DateTimeOffset From, DateTimeOffset To)? _window;

    public Reconciler(ReconciliationParameters parameters, SpillSpace space)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _space = space;
        _models = new ModelNames(parameters.Models);
        _calls = Rows(EffectiveCalls.Order);
        _tokens = Rows(EffectiveTotals.Order);
        _charges = Rows(EffectiveTotals.Order);
        _attempts = new ExternalSorter<ExpectedAttempt>(TokenMatching.Order, SpillCodec.Write, SpillCodec.ReadAttempt, space);
        _lines = new ReportLines(space);
        foreach (var (model, price) in parameters.Prices)
        {
            SetPrice(model, price);
        }
    }

    /// <summary>When the first row's stretch of time begins; null without a row.</summary>
    public DateTimeOffset? FirstRow { get; private set; }

    /// <summary>When the last row's stretch ends.</summary>
    public DateTimeOffset? LastRow { get; private set; }

    /// <summary>The provider's names of keys in the files, as long as there are few.</summary>
    public IReadOnlyCollection<string> Keys => _keys;

    /// <summary>The time that is compared: as it was asked for, else what the rows cover; of single calls the whole days (UTC) they are from.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Window()
    {
        var (first, last) = (FirstRow ?? DateTimeOffset.UnixEpoch, LastRow ?? DateTimeOffset.UnixEpoch);
        if (_calls.Count > 0)
        {
            first = new DateTimeOffset(first.UtcDateTime.Date, TimeSpan.Zero);
            last = new DateTimeOffset(last.UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
        }

        _window = (_parameters.From ?? first, _parameters.To ?? last);
        return _window.Value;
    }

    /// <summary>Adds a row of a file. Before the first attempt.</summary>
    public void Add(ProviderRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (_isOpen)
        {
            throw new InvalidOperationException("Rows come before attempts.");
        }

        Span(row);
        if (row.Key is { } key && _keys.Count < 100)
        {
            _keys.Add(key);
        }

        if (!_parameters.CompareKeys && row.Key is not null)
        {
            row = row with { Key = null };
        }

        if (row.Kind != ProviderRowKind.Cost)
        {
            _grouping = row.Grouping > _grouping ? row.Grouping : _grouping;
        }

        if (row.Model is { } model)
        {
            _models.Add(model);
            _costsNameModels |= row.Kind == ProviderRowKind.Cost;
            _tokensNameModels |= row.Kind == ProviderRowKind.Tokens;
        }

        switch (row.Kind)
        {
            case ProviderRowKind.Call:
                _calls.Add(row);
                break;
            case ProviderRowKind.Tokens:
                (_tokenTotals ??= new EffectiveTotals(_tokens, _restatements)).Add(row);
                break;
            default:
                (_costTotals ??= new EffectiveTotals(_charges, _restatements)).Add(row);
                break;
        }
    }

    /// <summary>After the last row. Returns why these files cannot be compared together, or null.</summary>
    public string? EndRows()
    {
        _isOpen = true;
        if (_calls.Count > 0 && (_tokenTotals is not null || _costTotals is not null))
        {
            return "The files are of two kinds: single calls, and totals of stretches of time. Reconcile them in two runs, or the same money would count twice.";
        }

        _callMatching = _calls.Count > 0 ? new CallMatching(_parameters, _grouping, _space) : null;
        _costMatching = new CostMatching(_parameters, _prices);
        if (_tokenTotals is not null)
        {
            (_tokenGrid, var problem) = BucketGrid.Of(_tokenTotals.Buckets);
            if (problem is not null)
            {
                return problem;
            }
        }

        if (_costTotals is not null)
        {
            var (grid, problem) = BucketGrid.Of(_costTotals.Buckets);
            if (problem is not null)
            {
                return problem;
            }

            _costMatching.Begin(grid!, _costsNameModels);
        }

        return null;
    }

    /// <summary>Adds an attempt. After <see cref="EndRows"/>, in the order of the ledger.</summary>
    public void Add(ExpectedAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var model = _models.Of(attempt.Model);
        if (model != attempt.Model && _prices.TryGetValue(attempt.Model, out var price))
        {
            _prices.TryAdd(model, price);
        }

        attempt = attempt with { Model = model, Key = _parameters.CompareKeys ? attempt.Key : null };
        if (_callMatching is not null)
        {
            _callMatching.Add(attempt);
            return;
        }

        _costMatching!.Expect(attempt);
        if (_tokenGrid is not null)
        {
            _attempts.Add(_tokensNameModels ? attempt : attempt with { Model = "" });
        }
    }

    /// <summary>Says what a model costs: the newest word counts.</summary>
    public void SetPrice(string model, TokenPrices price)
    {
        _prices[model] = price;
        if (_models.Of(model) is var name && name != model)
        {
            _prices[name] = price;
        }
    }

    /// <summary>Compares. Once.</summary>
    /// <param name="imports">The files, in the order they were given.</param>
    /// <param name="ledger">What the attempts were read from; null when they were not read from a ledger.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ReconciliationReport Finish(IReadOnlyList<ReconciliationImport> imports, LedgerRange? ledger, CancellationToken cancellationToken)
    {
        var duplicates = 0L;
        if (_callMatching is not null)
        {
            var calls = new EffectiveCalls(_calls, _grouping, _restatements);
            _callMatching.Run(calls, _lines, cancellationToken);
            duplicates += calls.DuplicateRows;
        }

        if (_tokenTotals is not null)
        {
            _tokenTotals.Grouping = _grouping;
            new TokenMatching(_parameters, _grouping, _tokenGrid!, _costMatching!, _lines).Run(_attempts.Sorted(), _tokenTotals.Read(), cancellationToken);
            duplicates += _tokenTotals.DuplicateRows;
        }

        if (_costTotals is not null)
        {
            _costMatching!.Run(_costTotals.Read(), _lines);
            duplicates += _costTotals.DuplicateRows;
        }

        return new ReconciliationReport(Effective(), _lines, _restatements)
        {
            Imports = imports,
            Ledger = ledger,
            DuplicateRows = duplicates,
        };
    }

    public void Dispose()
    {
        _calls.Dispose();
        _tokens.Dispose();
        _charges.Dispose();
        _attempts.Dispose();
        _callMatching?.Dispose();
        _lines.Dispose();
    }

    private ReconciliationParameters Effective() => _parameters with
    {
        From = _window?.From ?? _parameters.From,
        To = _window?.To ?? _parameters.To,
        Prices = Sorted(_prices),
        Models = _models.Used,
    };

    private static SortedDictionary<string, TokenPrices> Sorted(Dictionary<string, TokenPrices> prices) => new(prices, StringComparer.Ordinal);

    private ExternalSorter<ProviderRow> Rows(Comparison<ProviderRow> order) => new(order, SpillCodec.Write, SpillCodec.ReadRow, _space);

    private void Span(ProviderRow row)
    {
        var (start, end) = (DateTimeOffset.FromUnixTimeMilliseconds(row.Start), DateTimeOffset.FromUnixTimeMilliseconds(row.End));
        FirstRow = FirstRow is null || start < FirstRow ? start : FirstRow;
        LastRow = LastRow is null || end > LastRow ? end : LastRow;
    }
}
