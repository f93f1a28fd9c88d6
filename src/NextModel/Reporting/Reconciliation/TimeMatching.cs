namespace NextModel.Reporting.Reconciliation;

/// <summary>Pairs attempts that have no id with calls that are left, where model, tokens and time leave only one choice on both sides.</summary>
internal static class TimeMatching
{
    // A provider's clock may differ, and it may note a call when it begins or when it ends.
    private const long SlackMilliseconds = 2000;

    public static int Order(ExpectedAttempt left, ExpectedAttempt right, TokenGrouping grouping)
    {
        var order = string.CompareOrdinal(left.Model, right.Model);
        order = order != 0 ? order : Order(grouping.Group(left.Tokens), grouping.Group(right.Tokens));
        order = order != 0 ? order : left.Order.CompareTo(right.Order);
        return order != 0 ? order : left.Number.CompareTo(right.Number);
    }

    public static int Order(ProviderRow left, ProviderRow right)
    {
        var order = string.CompareOrdinal(left.Model ?? "", right.Model ?? "");
        order = order != 0 ? order : Order(left.Tokens, right.Tokens);
        return order != 0 ? order : EffectiveCalls.Order(left, right);
    }

    /// <summary>Both in the order above.</summary>
    public static void Join(
        IEnumerable<ExpectedAttempt> attempts, IEnumerable<ProviderRow> calls, TokenGrouping grouping, Action<CallPair> pair, Action<ProviderRow> unknown)
    {
        using var rows = calls.GetEnumerator();
        var row = rows.MoveNext() ? rows.Current : null;
        var alike = new List<ExpectedAttempt>();
        foreach (var attempt in attempts)
        {
            if (alike.Count > 0 && !IsAlike(alike[0], attempt, grouping))
            {
                row = JoinAlike(alike, rows, row, grouping, pair, unknown);
            }

            alike.Add(attempt);
        }

        row = JoinAlike(alike, rows, row, grouping, pair, unknown);
        for (; row is not null; row = rows.MoveNext() ? rows.Current : null)
        {
            unknown(row);
        }
    }

    // All attempts of one model and count, and the calls of the same; returns the first call beyond them.
    private static ProviderRow? JoinAlike(
        List<ExpectedAttempt> alike, IEnumerator<ProviderRow> rows, ProviderRow? row, TokenGrouping grouping, Action<CallPair> pair, Action<ProviderRow> unknown)
    {
        if (alike.Count == 0)
        {
            return row;
        }

        var calls = new List<ProviderRow>();
        for (; row is not null && Compare(row, alike[0], grouping) is var order && order <= 0; row = rows.MoveNext() ? rows.Current : null)
        {
            if (order < 0)
            {
                unknown(row);
            }
            else
            {
                calls.Add(row);
            }
        }

        long[] begins = [.. alike.Select(a => a.Start - SlackMilliseconds).Order()];
        long[] ends = [.. alike.Select(a => a.End + SlackMilliseconds).Order()];
        var moments = calls.OrderBy(call => call.Start).ThenBy(call => call.Id, StringComparer.Ordinal).ToList();
        long[] times = [.. moments.Select(call => call.Start)];
        var taken = new HashSet<ProviderRow>(ReferenceEqualityComparer.Instance);
        foreach (var attempt in alike)
        {
            var (first, after) = (CountBelow(times, attempt.Start - SlackMilliseconds), CountBelow(times, attempt.End + SlackMilliseconds + 1));
            var only = after - first == 1 ? moments[first] : null;

            // How many attempts might have been that call: those begun by then, less those ended before.
            var isTheirs = only is not null && CountBelow(begins, only.Start + 1) - CountBelow(ends, only.Start) == 1;
            pair(new CallPair(attempt, isTheirs ? only : null, isTheirs));
            if (isTheirs)
            {
                taken.Add(only!);
            }
        }

        calls.Where(call => !taken.Contains(call)).ToList().ForEach(unknown);
        alike.Clear();
        return row;
    }

    private static bool IsAlike(ExpectedAttempt left, ExpectedAttempt right, TokenGrouping grouping) =>
        left.Model == right.Model && grouping.Group(left.Tokens) == grouping.Group(right.Tokens);

    private static int Compare(ProviderRow row, ExpectedAttempt attempt, TokenGrouping grouping)
    {
        var order = string.CompareOrdinal(row.Model ?? "", attempt.Model);
        return order != 0 ? order : Order(row.Tokens, grouping.Group(attempt.Tokens));
    }

    private static int CountBelow(long[] sorted, long value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static int Order(TokenClasses left, TokenClasses right)
    {
        var order = left.Input.CompareTo(right.Input);
        order = order != 0 ? order : left.CacheRead.CompareTo(right.CacheRead);
        order = order != 0 ? order : left.CacheWrite.CompareTo(right.CacheWrite);
        return order != 0 ? order : left.Output.CompareTo(right.Output);
    }
}
