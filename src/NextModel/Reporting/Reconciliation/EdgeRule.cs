namespace NextModel.Reporting.Reconciliation;

/// <summary>Finds the calls near a boundary that the provider counted at its other side.</summary>
internal static class EdgeRule
{
    /// <summary>
    /// The attempts that, moved over the boundary, make both lines match; null when none do. Of two lines that adjoin, the one must lack
    /// exactly what the other has too much of.
    /// </summary>
    public static IReadOnlyList<ExpectedAttempt>? FindMoved(TokenLine earlier, TokenLine later, TokenGrouping grouping)
    {
        var delta = earlier.Delta;
        if (earlier.End != later.Start || delta.IsZero || !(delta + later.Delta).IsZero || (earlier.RequestsDelta + later.RequestsDelta) is not (null or 0))
        {
            return null;
        }

        var isForward = delta.HasNegative;
        var wanted = isForward ? -delta : delta;
        var count = later.RequestsDelta is null || earlier.RequestsDelta is not { } requests ? (long?)null : Math.Abs(requests);
        IEnumerable<ExpectedAttempt> candidates = isForward ? earlier.Late : later.Early;
        var moved = new List<ExpectedAttempt>();
        var sum = default(TokenClasses);
        foreach (var candidate in candidates)
        {
            moved.Add(candidate);
            sum += grouping.Group(candidate.Tokens);
            if (sum == wanted && (count is null || count == moved.Count))
            {
                return moved;
            }
        }

        if (isForward)
        {
            return null;
        }

        var straddling = later.Early.Where(candidate => candidate.Start < later.Start).ToList();
        sum = straddling.Aggregate(default(TokenClasses), (total, candidate) => total + grouping.Group(candidate.Tokens));
        return straddling.Count > 0 && sum == wanted && (count is null || count == straddling.Count) ? straddling : null;
    }
}
