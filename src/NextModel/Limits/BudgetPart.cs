namespace NextModel.Limits;

/// <summary>An amount of one window of a budget.</summary>
/// <param name="BudgetId">The budget.</param>
/// <param name="WindowStart">Unix seconds of the window's first instant.</param>
/// <param name="Nano">In 10⁻⁹ units.</param>
public readonly record struct BudgetPart(Guid BudgetId, long WindowStart, long Nano);
