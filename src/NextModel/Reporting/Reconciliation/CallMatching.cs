namespace NextModel.Reporting.Reconciliation;

/// <summary>
/// Finds for each attempt the provider's call it was: by the id of the answer, else by the id of the header, else by model, tokens and time
/// where only one fits. Everything is merged from sorted streams, so memory does not grow with their length.
/// </summary>
internal sealed class CallMatching(ReconciliationParameters parameters, TokenGrouping grouping, SpillSpace space) : IDisposable
{
    private readonly ExternalSorter<ExpectedAttempt> _byResponse = Attempts(a => a.ResponseId!, space);
    private readonly ExternalSorter<ExpectedAttempt> _byRequest = Attempts(a => a.RequestId!, space);
    private readonly ExternalSorter<ExpectedAttempt> _nameless = new(
        (left, right) => TimeMatching.Order(left, right, grouping), SpillCodec.Write, SpillCodec.ReadAttempt, space);

    private readonly ExternalSorter<ProviderRow> _second = new(EffectiveCalls.Order, SpillCodec.Write, SpillCodec.ReadRow, space);
    private readonly ExternalSorter<ProviderRow> _third = new(TimeMatching.Order, SpillCodec.Write, SpillCodec.ReadRow, space);
    private readonly ExternalSorter<ProviderRow> _unknown = new(EffectiveCalls.Order, SpillCodec.Write, SpillCodec.ReadRow, space);
    private readonly ExternalSorter<CallPair> _pairs = new(
        (left, right) => ByReceipt(left.Attempt, right.Attempt), SpillCodec.Write, SpillCodec.ReadPair, space);

    public void Add(ExpectedAttempt attempt) =>
        (attempt.ResponseId is not null ? _byResponse : attempt.RequestId is not null ? _byRequest : _nameless).Add(attempt);

    /// <summary>Matches everything and writes the lines: attempts in the order of the ledger, then the calls nobody knows, by id.</summary>
    public void Run(EffectiveCalls calls, ReportLines lines, CancellationToken cancellationToken)
    {
        Join(calls.Read(), _byResponse, a => a.ResponseId!, _second, attempt =>
        {
            if (attempt.RequestId is null)
            {
                _pairs.Add(new CallPair(attempt, null, false));
            }
            else
            {
                _byRequest.Add(attempt);
            }
        });
        cancellationToken.ThrowIfCancellationRequested();
        Join(_second.Sorted(), _byRequest, a => a.RequestId!, _third, attempt => _pairs.Add(new CallPair(attempt, null, false)));
        cancellationToken.ThrowIfCancellationRequested();
        TimeMatching.Join(_nameless.Sorted(), _third.Sorted(), grouping, _pairs.Add, _unknown.Add);
        cancellationToken.ThrowIfCancellationRequested();
        WriteLines(lines, cancellationToken);
    }

    public void Dispose()
    {
        _byResponse.Dispose();
        _byRequest.Dispose();
        _nameless.Dispose();
        _second.Dispose();
        _third.Dispose();
        _unknown.Dispose();
        _pairs.Dispose();
    }

    private static ExternalSorter<ExpectedAttempt> Attempts(Func<ExpectedAttempt, string> id, SpillSpace space) => new(
        (left, right) =>
        {
            var order = string.CompareOrdinal(id(left), id(right));
            return order != 0 ? order : ByReceipt(left, right);
        },
        SpillCodec.Write,
        SpillCodec.ReadAttempt,
        space);

    private static int ByReceipt(ExpectedAttempt left, ExpectedAttempt right)
    {
        var order = left.Order.CompareTo(right.Order);
        return order != 0 ? order : left.Number.CompareTo(right.Number);
    }

    // Both in the order of ids. One call serves one attempt: the first that names it.
    private void Join(
        IEnumerable<ProviderRow> calls, ExternalSorter<ExpectedAttempt> attempts, Func<ExpectedAttempt, string> id,
        ExternalSorter<ProviderRow> restOfCalls, Action<ExpectedAttempt> rest)
    {
        using var rows = calls.GetEnumerator();
        var row = rows.MoveNext() ? rows.Current : null;
        foreach (var attempt in attempts.Sorted())
        {
            while (row is not null && string.CompareOrdinal(row.Id, id(attempt)) < 0)
            {
                restOfCalls.Add(row);
                row = rows.MoveNext() ? rows.Current : null;
            }

            if (row is not null && row.Id == id(attempt))
            {
                _pairs.Add(new CallPair(attempt, row, false));
                row = rows.MoveNext() ? rows.Current : null;
            }
            else
            {
                rest(attempt);
            }
        }

        for (; row is not null; row = rows.MoveNext() ? rows.Current : null)
        {
            restOfCalls.Add(row);
        }
    }

    private void WriteLines(ReportLines lines, CancellationToken cancellationToken)
    {
        var rules = new CallRules(parameters, grouping);
        var receipt = new List<CallPair>();
        foreach (var pair in _pairs.Sorted())
        {
            if (receipt.Count > 0 && receipt[0].Attempt.Order != pair.Attempt.Order)
            {
                cancellationToken.ThrowIfCancellationRequested();
                WriteReceipt(receipt, rules, lines);
            }

            receipt.Add(pair);
        }

        WriteReceipt(receipt, rules, lines);
        foreach (var row in _unknown.Sorted())
        {
            lines.Add(rules.Unknown(row));
        }
    }

    private static void WriteReceipt(List<CallPair> receipt, CallRules rules, ReportLines lines)
    {
        foreach (var pair in receipt)
        {
            lines.Add(rules.Decide(pair, receipt.Exists(other => other != pair && other.Row?.Cost > 0)));
        }

        receipt.Clear();
    }
}
