namespace NextModel.Limits;

/// <summary>What was counted in one window of one budget; also what one commit adds to it.</summary>
/// <param name="BudgetId">The budget.</param>
/// <param name="WindowStart">Unix seconds of the window's first instant.</param>
/// <param name="SettledNano">Charged, in 10⁻⁹ units.</param>
/// <param name="UnknownNano">Held for requests whose cost nobody knows, in 10⁻⁹ units.</param>
public readonly record struct BudgetCount(Guid BudgetId, long WindowStart, long SettledNano, long UnknownNano);
