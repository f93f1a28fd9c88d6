namespace NextModel.Reporting.Reconciliation;

/// <summary>Finds the failed attempts that the provider charged as it charged the attempt that succeeded.</summary>
internal static class RetryRule
{
    // Tries before the search gives up; without a count of requests it would otherwise double with each failed attempt.
    private const int MaxSteps = 200_000;

    /// <summary>The fewest failed attempts whose siblings' tokens are the residual, first in order; null when there are none.</summary>
    /// <param name="retried">Failed attempts with a sibling, in order.</param>
    /// <param name="residual">What the provider has more.</param>
    /// <param name="requests">Requests it has more; null when it does not count them.</param>
    /// <param name="grouping">How it counts tokens.</param>
    public static IReadOnlyList<ExpectedAttempt>? Find(
        IReadOnlyList<ExpectedAttempt> retried, TokenClasses residual, long? requests, TokenGrouping grouping)
    {
        if (retried.Count == 0 || residual.IsZero || residual.HasNegative || requests is <= 0 || requests > retried.Count)
        {
            return null;
        }

        TokenClasses[] tokens = [.. retried.Select(attempt => grouping.Group(attempt.Sibling!.Value))];
        var steps = MaxSteps;
        for (var size = (int)(requests ?? 1); size <= (requests ?? retried.Count) && steps > 0; size++)
        {
            var chosen = new int[size];
            if (Choose(tokens, residual, chosen, 0, 0, ref steps))
            {
                return [.. chosen.Select(i => retried[i])];
            }
        }

        return null;
    }

    private static bool Choose(TokenClasses[] tokens, TokenClasses rest, int[] chosen, int depth, int from, ref int steps)
    {
        if (depth == chosen.Length)
        {
            return rest.IsZero;
        }

        for (var i = from; i <= tokens.Length - (chosen.Length - depth) && steps-- > 0; i++)
        {
            var left = rest - tokens[i];
            chosen[depth] = i;
            if (!left.HasNegative && Choose(tokens, left, chosen, depth + 1, i + 1, ref steps))
            {
                return true;
            }
        }

        return false;
    }
}
