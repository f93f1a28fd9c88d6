namespace NextModel.Limits;

/// <summary>One budget that a request takes from, and the window it takes from: that of the instant of its reservation.</summary>
/// <param name="BudgetId">The budget.</param>
/// <param name="WindowStart">Unix seconds of the window's first instant.</param>
public readonly record struct BudgetShare(Guid BudgetId, long WindowStart);
