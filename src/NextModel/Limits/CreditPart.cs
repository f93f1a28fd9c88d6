namespace NextModel.Limits;

/// <summary>An amount of an organization's credit.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="Nano">In 10⁻⁹ units.</param>
public readonly record struct CreditPart(string OrganizationId, long Nano);
