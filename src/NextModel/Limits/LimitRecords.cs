namespace NextModel.Limits;

/// <summary>Budgets and rate limits as read from a store.</summary>
/// <param name="Budgets">Each with what was counted in its newest window; null when nothing was.</param>
/// <param name="Rates">Those of each key and project that has, or had, any.</param>
public sealed record LimitRecords(IReadOnlyList<(Budget Budget, BudgetCount? Newest)> Budgets, IReadOnlyList<RateRule> Rates);
