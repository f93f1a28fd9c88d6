namespace NextModel.Reporting;

/// <summary>Sums over receipts of one currency; money is exact, in 10⁻⁹ of the ledger currency.</summary>
public readonly record struct UsageSums(
    long Requests, long InputTokens, long CachedInputTokens, long OutputTokens, long ReasoningTokens, long AmountNano, long ListAmountNano)
{
    public static UsageSums operator +(UsageSums left, UsageSums right) => checked(new(
        left.Requests + right.Requests,
        left.InputTokens + right.InputTokens,
        left.CachedInputTokens + right.CachedInputTokens,
        left.OutputTokens + right.OutputTokens,
        left.ReasoningTokens + right.ReasoningTokens,
        left.AmountNano + right.AmountNano,
        left.ListAmountNano + right.ListAmountNano));

    public static UsageSums Add(UsageSums left, UsageSums right) => left + right;
}
