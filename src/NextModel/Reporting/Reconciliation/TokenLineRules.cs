namespace NextModel.Reporting.Reconciliation;

/// <summary>Decides the class of one line of tokens; the first rule that fits.</summary>
internal sealed class TokenLineRules(ReconciliationParameters parameters, TokenGrouping grouping)
{
    private readonly long _finalThrough = parameters.FinalThrough?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    /// <summary>True for as many tokens and as much output, split otherwise.</summary>
    public static bool IsOtherSplit(TokenClasses delta) => delta is { IsZero: false, Output: 0, Total: 0 };

    public ReconciliationLine Decide(TokenLine line)
    {
        var decided = Line(line) with { Class = DifferenceClass.Matched, Confidence = Confidence.High };
        var isOpen = line.End > _finalThrough;
        if (line.Provider is null)
        {
            return line.Expected == 0 ? decided with { Class = DifferenceClass.Nil }
                : isOpen ? decided with { Class = DifferenceClass.Pending, Confidence = Confidence.Low }
                : decided with { Class = DifferenceClass.MissingAtProvider };
        }

        var (delta, requests) = (line.Delta, line.RequestsDelta);
        if (delta.IsZero && requests is null or 0)
        {
            return line.AttemptCount == 0 ? decided with { Class = DifferenceClass.Nil } : decided;
        }

        if (line.AttemptCount == 0)
        {
            return decided with { Class = DifferenceClass.MissingHere };
        }

        var medium = decided with { Confidence = Confidence.Medium };
        if (IsWithinAborts(line))
        {
            return medium with { Class = DifferenceClass.AbortedStream };
        }

        if (line.Aborts == 0 && RetryRule.Find(line.Retried, delta, requests, grouping) is { } retried)
        {
            return medium with { Class = DifferenceClass.RetryBilledTwice, Attempts = [.. retried.Select(attempt => attempt.Name)] };
        }

        return Drift(line, requests == 0 ? decided : medium, isOpen);
    }

    /// <summary>Both lines of a boundary that calls were moved over.</summary>
    public ReconciliationLine Edge(TokenLine line, IEnumerable<ExpectedAttempt> moved) => Line(line) with
    {
        Class = DifferenceClass.TimezoneEdge,
        Confidence = Confidence.Medium,
        Moved = [.. moved.Select(attempt => attempt.Name)],
    };

    private ReconciliationLine Drift(TokenLine line, ReconciliationLine decided, bool isOpen)
    {
        var (delta, requests) = (line.Delta, line.RequestsDelta);
        if (requests is null or 0 && IsOtherSplit(delta))
        {
            return decided with { Class = DifferenceClass.CachedClass };
        }

        if (requests > 0)
        {
            return decided with { Class = DifferenceClass.MissingHere };
        }

        if (requests < 0 || (requests is null && isOpen && !delta.HasPositive))
        {
            return isOpen ? decided with { Class = DifferenceClass.Pending, Confidence = Confidence.Low }
                : decided with { Class = DifferenceClass.MissingAtProvider };
        }

        var isTolerated = delta.Magnitude * 100m <= line.Ours.Total * parameters.TokenTolerancePercent;
        return decided with { Class = isTolerated ? DifferenceClass.WithinTolerance : DifferenceClass.TokenDrift };
    }

    // What the provider has beside the whole calls must be what the cut streams can have used: at most their bound of output, and no more
    // than a quarter above our count of their input.
    private static bool IsWithinAborts(TokenLine line)
    {
        if (line.Aborts == 0 || line.AbortBound is not { } bound)
        {
            return false;
        }

        var rest = line.Delta + line.AbortedTokens;
        var requests = line.RequestsDelta + line.Aborts;
        return (requests is null || (requests >= 0 && requests <= line.Aborts))
            && !rest.HasNegative && rest.AllInput * 4 <= line.AbortedTokens.AllInput * 5 && rest.Output <= bound;
    }

    private ReconciliationLine Line(TokenLine line) => new()
    {
        Kind = LineKind.Tokens,
        Class = DifferenceClass.Matched,
        Confidence = Confidence.High,
        Start = line.Start,
        End = line.End,
        Model = line.Model is { Length: > 0 } model ? model : null,
        Key = line.Key,
        Grouping = grouping,
        TokensDelta = line.Delta,
        RequestsDelta = line.RequestsDelta,
        Receipts = line.Delta.IsZero && line.RequestsDelta is null or 0 ? [] : line.Receipts,
        AttemptCount = line.AttemptCount,
    };
}
