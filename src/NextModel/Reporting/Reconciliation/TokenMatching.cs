namespace NextModel.Reporting.Reconciliation;

/// <summary>Lines of tokens: attempts and the provider's totals, merged by model, key and time.</summary>
internal sealed class TokenMatching(
    ReconciliationParameters parameters, TokenGrouping grouping, BucketGrid grid, CostMatching costs, ReportLines lines)
{
    private readonly TokenLineRules _rules = new(parameters, grouping);
    private readonly long _edge = parameters.EdgeMinutes * 60_000L;

    // Held back until the line after it is known: calls may have to be moved over their boundary.
    private TokenLine? _held;

    public static int Order(ExpectedAttempt left, ExpectedAttempt right)
    {
        var order = OrderOfLines(left.Model, left.Key, right.Model, right.Key);
        order = order != 0 ? order : left.End.CompareTo(right.End);
        order = order != 0 ? order : left.Order.CompareTo(right.Order);
        return order != 0 ? order : left.Number.CompareTo(right.Number);
    }

    /// <summary>Both by model, key and time.</summary>
    public void Run(IEnumerable<ExpectedAttempt> attempts, IEnumerable<ProviderRow> totals, CancellationToken cancellationToken)
    {
        using var rows = totals.GetEnumerator();
        var row = rows.MoveNext() ? rows.Current : null;
        TokenLine? line = null;
        foreach (var attempt in attempts)
        {
            var bucket = grid.Of(attempt.End);
            while (row is not null && IsBefore(row, attempt, bucket.Start))
            {
                line = Open(line, row.Start, row.End, row.Model, row.Key);
                line.Provider = row;
                row = rows.MoveNext() ? rows.Current : null;
            }

            cancellationToken.ThrowIfCancellationRequested();
            line = Open(line, bucket.Start, bucket.End, attempt.Model, attempt.Key);
            line.Add(attempt, grouping, _edge);
            if (row is not null && row.Start == bucket.Start && OrderOfLines(row.Model, row.Key, attempt.Model, attempt.Key) == 0)
            {
                line.Provider = row;
                row = rows.MoveNext() ? rows.Current : null;
            }
        }

        for (; row is not null; row = rows.MoveNext() ? rows.Current : null)
        {
            line = Open(line, row.Start, row.End, row.Model, row.Key);
            line.Provider = row;
        }

        Close(line);
        Release();
    }

    private static bool IsBefore(ProviderRow row, ExpectedAttempt attempt, long bucket)
    {
        var order = OrderOfLines(row.Model, row.Key, attempt.Model, attempt.Key);
        return order < 0 || (order == 0 && row.Start < bucket);
    }

    private static int OrderOfLines(string? leftModel, string? leftKey, string? rightModel, string? rightKey)
    {
        var order = string.CompareOrdinal(leftModel ?? "", rightModel ?? "");
        return order != 0 ? order : string.CompareOrdinal(leftKey ?? "", rightKey ?? "");
    }

    private TokenLine Open(TokenLine? line, long start, long end, string? model, string? key)
    {
        if (line is not null && line.Start == start && OrderOfLines(line.Model, line.Key, model, key) == 0)
        {
            return line;
        }

        Close(line);
        return new TokenLine(start, end, model, key);
    }

    private void Close(TokenLine? line)
    {
        if (line is null)
        {
            return;
        }

        if (_held is not null && OrderOfLines(_held.Model, _held.Key, line.Model, line.Key) == 0
            && EdgeRule.FindMoved(_held, line, grouping) is { } moved)
        {
            var boundary = line.Start;
            foreach (var attempt in moved)
            {
                costs.Move(attempt, attempt.End < boundary ? boundary : boundary - 1);
            }

            Write(_rules.Edge(_held, moved));
            Write(_rules.Edge(line, moved));
            _held = null;
            return;
        }

        Release();
        _held = line;
    }

    private void Release()
    {
        if (_held is not null)
        {
            Write(_rules.Decide(_held));
            _held = null;
        }
    }

    private void Write(ReconciliationLine line)
    {
        costs.Note(line);
        lines.Add(line);
    }
}
