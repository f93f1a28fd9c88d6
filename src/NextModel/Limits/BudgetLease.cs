namespace NextModel.Limits;

/// <summary>What a replica got of one window of a budget, and how that stands after it, in 10⁻⁹ units.</summary>
/// <param name="BudgetId">The budget.</param>
/// <param name="WindowStart">Unix seconds of the window's first instant.</param>
/// <param name="GrantedNano">Leased by this ask; 0 when what it needed was not free.</param>
/// <param name="SettledNano">Charged, by all replicas.</param>
/// <param name="UnknownNano">Held for requests whose cost nobody knows.</param>
/// <param name="OwnNano">Leased by this replica.</param>
/// <param name="OthersNano">Leased by the others.</param>
public readonly record struct BudgetLease(
    Guid BudgetId, long WindowStart, long GrantedNano, long SettledNano, long UnknownNano, long OwnNano, long OthersNano);
