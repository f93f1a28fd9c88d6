namespace NextModel.Ledger;

/// <summary>What a row repeats of its receipt, for sums and lists: as stored, not as signed.</summary>
/// <param name="AmountNano">Charged, in 10⁻⁹.</param>
/// <param name="ListAmountNano">What it would have cost fresh, in 10⁻⁹.</param>
/// <param name="InputTokens">All input.</param>
/// <param name="CachedInputTokens">Of it, read from a provider's cache.</param>
/// <param name="OutputTokens">All output.</param>
/// <param name="ReasoningTokens">Of it, reasoning.</param>
/// <param name="TotalMilliseconds">From first byte read to last byte written.</param>
public readonly record struct ReceiptColumns(
    long AmountNano, long ListAmountNano, long InputTokens, long CachedInputTokens, long OutputTokens, long ReasoningTokens, long TotalMilliseconds);
