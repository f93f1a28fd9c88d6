namespace NextModel.Reporting.Reconciliation;

/// <summary>Counts as a grouping sees them: what is counted together stands in its first class.</summary>
internal static class TokenGroups
{
    public static TokenClasses Group(this TokenGrouping grouping, TokenClasses tokens) => grouping switch
    {
        TokenGrouping.Classes => tokens,
        TokenGrouping.WritesAsInput => new(checked(tokens.Input + tokens.CacheWrite), tokens.CacheRead, 0, tokens.Output),
        _ => new(tokens.AllInput, 0, 0, tokens.Output),
    };

    /// <summary>The groups of a difference that are not zero, by the names the report gives them.</summary>
    public static IEnumerable<(string Name, long Tokens)> NonZero(this TokenGrouping grouping, TokenClasses delta)
    {
        (string, long)[] groups =
        [
            (grouping switch { TokenGrouping.Classes => "in", TokenGrouping.WritesAsInput => "in+cw", _ => "in+cr+cw" }, delta.Input),
            ("cr", delta.CacheRead), ("cw", delta.CacheWrite), ("out", delta.Output),
        ];
        return groups.Where(group => group.Item2 != 0);
    }

    /// <summary>What a difference is worth: each group at the price of its first class. Zero when nobody knows the price.</summary>
    public static decimal Value(TokenClasses delta, TokenPrices? prices) => prices is null
        ? 0
        : ((delta.Input * prices.Input) + (delta.CacheRead * prices.CacheRead) + (delta.CacheWrite * prices.CacheWrite)
            + (delta.Output * prices.Output)) / 1_000_000m;
}
