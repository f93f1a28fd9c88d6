namespace NextModel.Limits;

/// <summary>What could not be leased for a request.</summary>
/// <param name="Budgets">Budgets of which not enough was free.</param>
/// <param name="OrganizationId">The organization of whose credit not enough was free; null where it was, or none is needed.</param>
/// <param name="IsFinal">True where it would not be enough either if all others gave back what they hold.</param>
internal sealed record LeaseShortage(IReadOnlyList<Guid> Budgets, string? OrganizationId, bool IsFinal);
