namespace NextModel.Limits;

/// <summary>A budget has reached a threshold in a window, or may have: who hears of it more than once tells of it once.</summary>
/// <param name="Budget">As it was then.</param>
/// <param name="Window">The window.</param>
/// <param name="UsedNano">Settled and unknown in it, in 10⁻⁹ units.</param>
public sealed record BudgetCrossing(Budget Budget, BudgetWindow Window, long UsedNano);
