namespace NextModel.Pipeline.Explaining;

/// <summary>What a request is expected to cost at one target, in the ledger currency. Decimal texts; null where the price is not known.</summary>
/// <param name="Fresh">With a call.</param>
/// <param name="Cached">Replayed from the exact cache.</param>
/// <param name="Most">What a budget would reserve for this target alone; null too where nothing bounds the output.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="PriceVersion">The price it is reckoned with.</param>
/// <param name="InputTokens">Counted with the model's encoding.</param>
/// <param name="OutputTokens">Assumed, all choices together.</param>
public sealed record ExplainedCost(
    string? Fresh, string? Cached, string? Most, string Currency, string? PriceVersion, long InputTokens, long OutputTokens);
