namespace NextModel.Limits;

/// <summary>What a replica got of an organization's credit, in 10⁻⁹ units.</summary>
/// <param name="GrantedNano">Leased by this ask; 0 when what it needed was not free.</param>
/// <param name="BalanceNano">Of the organization, without promos that have ended.</param>
/// <param name="OthersNano">Leased by other replicas.</param>
public readonly record struct CreditLease(long GrantedNano, long BalanceNano, long OthersNano);
