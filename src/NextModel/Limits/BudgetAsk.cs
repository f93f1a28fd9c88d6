namespace NextModel.Limits;

/// <summary>What a request wants to have reserved.</summary>
/// <param name="Ceiling">What it can cost; null where nobody knows, which only a budget that merely counts lets pass.</param>
/// <param name="InputTokens">A bound on its input.</param>
/// <param name="OutputTokens">The bound on its output, per choice.</param>
/// <param name="LeastOutputTokens">The lowest bound it puts up with; the same as <paramref name="OutputTokens"/> when it wants all or nothing.</param>
public readonly record struct BudgetAsk(CostCeiling? Ceiling, long InputTokens, long OutputTokens, long LeastOutputTokens);
