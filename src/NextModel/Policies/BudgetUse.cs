using NextModel.Limits;

namespace NextModel.Policies;

/// <summary>A condition on how much of a budget is used.</summary>
/// <param name="AtLeastPercent">The share, in percent of the limit: 0 to 100.</param>
/// <param name="Period">Only budgets of this window; null counts all.</param>
/// <param name="Scope">Only budgets of this scope; null counts all.</param>
public sealed record BudgetUse(decimal AtLeastPercent, BudgetPeriod? Period, BudgetScope? Scope);
