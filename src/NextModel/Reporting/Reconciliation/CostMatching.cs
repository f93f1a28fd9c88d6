namespace NextModel.Reporting.Reconciliation;

/// <summary>
/// Lines of money: what the receipts expect beside what the provider charged, per model and stretch of time, or for all models where the
/// files name none.
/// </summary>
internal sealed class CostMatching(ReconciliationParameters parameters, IReadOnlyDictionary<string, TokenPrices> prices)
{
    private const string All = "*";

    // By stretch, then scope. The attempts of a row without a model in files that have models are none: it is not about tokens.
    private readonly SortedDictionary<(long Start, long End), SortedDictionary<string, CostScope>> _scopes = [];
    private readonly CostLineRules _rules = new(parameters);
    private BucketGrid? _grid;
    private bool _hasModels;

    /// <summary>Before the first attempt: which stretches the files have, and whether any row names a model.</summary>
    public void Begin(BucketGrid grid, bool hasModels) => (_grid, _hasModels) = (grid, hasModels);

    public void Expect(ExpectedAttempt attempt)
    {
        if (_grid is not null && attempt.IsExpected)
        {
            Scope(_grid.Of(attempt.End), attempt.Model).Expect(attempt, 1);
        }
    }

    /// <summary>The provider counted the attempt in the stretch of another moment.</summary>
    public void Move(ExpectedAttempt attempt, long moment)
    {
        if (_grid is not null && _grid.Of(attempt.End) != _grid.Of(moment))
        {
            Scope(_grid.Of(attempt.End), attempt.Model).Expect(attempt, -1);
            Scope(_grid.Of(moment), attempt.Model).Expect(attempt, 1);
        }
    }

    /// <summary>A line of tokens, for the part of a difference that comes of them.</summary>
    public void Note(ReconciliationLine line)
    {
        if (_grid is null)
        {
            return;
        }

        var scope = Scope(_grid.Of(line.Start), line.Model ?? All);
        var (all, matched, equal) = scope.TokenLines;
        scope.TokenLines = (all + 1, matched + (line.Class is DifferenceClass.Matched or DifferenceClass.Nil ? 1 : 0), equal + (line.TokensDelta.IsZero ? 1 : 0));
        if (line.Class != DifferenceClass.TimezoneEdge)
        {
            scope.VolumeEffect += TokenGroups.Value(line.TokensDelta, prices.GetValueOrDefault(line.Model ?? All));
        }
    }

    public void Run(IEnumerable<ProviderRow> charges, ReportLines lines)
    {
        foreach (var charge in charges)
        {
            var scopes = Scopes((charge.Start, charge.End));
            var name = charge.Model ?? All;
            if (!scopes.TryGetValue(name, out var scope))
            {
                scopes[name] = scope = new CostScope();
            }

            scope.Charge(charge.Currency ?? "", charge.Cost ?? 0);
        }

        foreach (var ((start, end), scopes) in _scopes)
        {
            foreach (var (name, scope) in scopes)
            {
                foreach (var line in _rules.Decide(scope, end))
                {
                    lines.Add(line with { Start = start, End = end, Model = name });
                }
            }
        }
    }

    private CostScope Scope((long Start, long End) bucket, string model)
    {
        var scopes = Scopes(bucket);
        var name = _hasModels ? model : All;
        if (!scopes.TryGetValue(name, out var scope))
        {
            scopes[name] = scope = new CostScope();
        }

        return scope;
    }

    private SortedDictionary<string, CostScope> Scopes((long Start, long End) bucket)
    {
        if (!_scopes.TryGetValue(bucket, out var scopes))
        {
            _scopes[bucket] = scopes = new SortedDictionary<string, CostScope>(StringComparer.Ordinal);
        }

        return scopes;
    }
}
