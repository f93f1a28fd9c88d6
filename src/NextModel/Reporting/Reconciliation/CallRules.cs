namespace NextModel.Reporting.Reconciliation;

/// <summary>Decides the class of one attempt beside the provider's call it was found to be; the first rule that fits.</summary>
internal sealed class CallRules(ReconciliationParameters parameters, TokenGrouping grouping)
{
    private readonly long _finalThrough = parameters.FinalThrough?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    /// <param name="pair">The attempt and what it was found to be.</param>
    /// <param name="otherCharged">Whether the provider charged for another attempt of the same receipt.</param>
    public ReconciliationLine Decide(CallPair pair, bool otherCharged)
    {
        var (attempt, row) = (pair.Attempt, pair.Row);
        if (row is null)
        {
            return Alone(attempt);
        }

        var line = Line(attempt, pair.ByTime ? Confidence.Medium : Confidence.High) with
        {
            ProviderId = row.Id,
            TokensDelta = row.Tokens - grouping.Group(attempt.Tokens),
            Ours = row.Cost is null ? null : attempt.Cost ?? 0,
            Provider = row.Cost,
            Currency = row.Cost is null ? null : attempt.Currency,
        };
        if (row.Cost is { } charged && charged != 0 && attempt.Cost is { } cost && cost != 0 && row.Currency != attempt.Currency)
        {
            return line with { Class = DifferenceClass.CurrencyMismatch, Confidence = Confidence.Low, Ours = null, Provider = null, Currency = row.Currency };
        }

        return Classify(attempt, row, line, otherCharged);
    }

    /// <summary>A call of the provider that no attempt was found for.</summary>
    public ReconciliationLine Unknown(ProviderRow row) => new()
    {
        Kind = LineKind.Call,
        Class = row.Tokens.IsZero && row.Cost is null or 0 ? DifferenceClass.Nil : DifferenceClass.MissingHere,
        Confidence = Confidence.High,
        ProviderId = row.Id,
        Grouping = grouping,
        TokensDelta = row.Tokens,
        Provider = row.Cost,
        Currency = row.Currency,
    };

    private ReconciliationLine Classify(ExpectedAttempt attempt, ProviderRow row, ReconciliationLine line, bool otherCharged)
    {
        var delta = row.Cost is null ? 0 : line.CostDelta ?? 0;
        if (!attempt.IsExpected)
        {
            return line with
            {
                Class = row.Cost is not > 0 ? DifferenceClass.Nil
                    : otherCharged ? DifferenceClass.RetryBilledTwice
                    : DifferenceClass.FailedButCharged,
            };
        }

        if (attempt.IsEstimatedAbort && (delta != 0 || !line.TokensDelta.IsZero))
        {
            return line with { Class = DifferenceClass.AbortedStream, Billed = row.Cost > 0 };
        }

        if (line.TokensDelta.IsZero)
        {
            return line with
            {
                Class = delta == 0 ? DifferenceClass.Matched
                    : attempt.Cost is null ? DifferenceClass.Unpriced
                    : Math.Abs(delta) <= parameters.CostQuantum ? DifferenceClass.Rounding
                    : row.Cost == 0 ? DifferenceClass.FreeTier
                    : DifferenceClass.PriceDrift,
            };
        }

        return line with { Class = TokenLineRules.IsOtherSplit(line.TokensDelta) ? DifferenceClass.CachedClass : DifferenceClass.TokenDrift };
    }

    private ReconciliationLine Alone(ExpectedAttempt attempt)
    {
        var line = Line(attempt, Confidence.High) with
        {
            TokensDelta = -grouping.Group(attempt.Tokens),
            Ours = attempt.Cost ?? 0,
            Currency = attempt.Currency,
        };
        if (!attempt.IsExpected || (attempt.Tokens.IsZero && attempt.Cost is null or 0))
        {
            return line with { Class = DifferenceClass.Nil, Ours = null, Currency = null, TokensDelta = default };
        }

        return attempt.End > _finalThrough ? line with { Class = DifferenceClass.Pending, Confidence = Confidence.Low }
            : attempt.IsEstimatedAbort ? line with { Class = DifferenceClass.AbortedStream, Confidence = Confidence.Medium, Billed = false }
            : line with { Class = DifferenceClass.MissingAtProvider };
    }

    private ReconciliationLine Line(ExpectedAttempt attempt, Confidence confidence) => new()
    {
        Kind = LineKind.Call,
        Class = DifferenceClass.Matched,
        Confidence = confidence,
        Receipt = attempt.Receipt,
        Attempt = attempt.Number,
        Grouping = grouping,
    };
}
