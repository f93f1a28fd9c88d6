namespace NextModel.Reporting.Reconciliation;

/// <summary>How reports spell the classes, and what they count as.</summary>
public static class DifferenceClasses
{
    public static string Word(this DifferenceClass value) => value switch
    {
        DifferenceClass.Matched => "matched",
        DifferenceClass.Nil => "nil",
        DifferenceClass.Rounding => "rounding",
        DifferenceClass.WithinTolerance => "within_tolerance",
        DifferenceClass.TimezoneEdge => "timezone_edge",
        DifferenceClass.FreeTier => "free_tier",
        DifferenceClass.AbortedStream => "aborted_stream",
        DifferenceClass.Pending => "pending",
        DifferenceClass.MissingAtProvider => "missing_at_provider",
        DifferenceClass.MissingHere => "missing_here",
        DifferenceClass.TokenDrift => "token_drift",
        DifferenceClass.CachedClass => "cached_class",
        DifferenceClass.PriceDrift => "price_drift",
        DifferenceClass.Unpriced => "unpriced",
        DifferenceClass.RetryBilledTwice => "retry_billed_twice",
        DifferenceClass.FailedButCharged => "failed_but_charged",
        DifferenceClass.CurrencyMismatch => "currency_mismatch",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, null),
    };

    /// <summary>What the difference means, in a sentence for people.</summary>
    public static string Sentence(this DifferenceClass value) => value switch
    {
        DifferenceClass.Matched => "Both sides say the same.",
        DifferenceClass.Nil => "Nothing was expected and nothing was charged.",
        DifferenceClass.Rounding => "The provider rounds its amounts; the difference is below its smallest step.",
        DifferenceClass.WithinTolerance => "Tokens differ by less than the tolerance that was asked for.",
        DifferenceClass.TimezoneEdge => "The provider counted a call at the other side of a bucket's boundary.",
        DifferenceClass.FreeTier => "The provider counted the tokens and charged nothing.",
        DifferenceClass.AbortedStream => "A stream was cut; the receipt holds an estimate, the provider counted differently within its bound.",
        DifferenceClass.Pending => "The provider's figures are not final for this time yet.",
        DifferenceClass.MissingAtProvider => "There is a receipt; the provider's file has nothing for it.",
        DifferenceClass.MissingHere => "The provider charged for what has no receipt here.",
        DifferenceClass.TokenDrift => "The provider counted other tokens.",
        DifferenceClass.CachedClass => "As many tokens, split otherwise between cached and other input.",
        DifferenceClass.PriceDrift => "The same tokens at another price.",
        DifferenceClass.Unpriced => "The receipt has no price, so there is nothing to compare the charge with.",
        DifferenceClass.RetryBilledTwice => "A failed attempt was charged beside the one that succeeded.",
        DifferenceClass.FailedButCharged => "An attempt failed and was charged.",
        DifferenceClass.CurrencyMismatch => "The provider charges in another currency than the receipt's price.",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, null),
    };

    /// <summary>Which of the report's three numbers it counts towards.</summary>
    public static Verdict Verdict(this DifferenceClass value) => value switch
    {
        DifferenceClass.Matched or DifferenceClass.Nil or DifferenceClass.Rounding or DifferenceClass.WithinTolerance =>
            Reconciliation.Verdict.Matched,
        DifferenceClass.TimezoneEdge or DifferenceClass.FreeTier or DifferenceClass.AbortedStream or DifferenceClass.Pending =>
            Reconciliation.Verdict.Explained,
        _ => Reconciliation.Verdict.Unexplained,
    };
}
