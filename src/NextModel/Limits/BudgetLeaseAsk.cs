namespace NextModel.Limits;

/// <summary>What a replica asks for of one window of a budget, in 10⁻⁹ units.</summary>
/// <param name="BudgetId">The budget.</param>
/// <param name="WindowStart">Unix seconds of the window's first instant.</param>
/// <param name="NeedNano">What a request needs: this or nothing.</param>
/// <param name="WantNano">As much where it is free, so that the next requests need not ask.</param>
/// <param name="Part">Of what is free no more than one in so many is given beyond the need, at least 1.</param>
public readonly record struct BudgetLeaseAsk(Guid BudgetId, long WindowStart, long NeedNano, long WantNano, long Part);
