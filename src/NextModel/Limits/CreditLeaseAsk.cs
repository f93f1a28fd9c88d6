namespace NextModel.Limits;

/// <summary>What a replica asks for of an organization's credit, in 10⁻⁹ units.</summary>
/// <param name="OrganizationId">Whose credit.</param>
/// <param name="NeedNano">What a request needs: this or nothing.</param>
/// <param name="WantNano">As much where it is free.</param>
/// <param name="Part">Of what is free no more than one in so many is given beyond the need, at least 1.</param>
public readonly record struct CreditLeaseAsk(string OrganizationId, long NeedNano, long WantNano, long Part);
