namespace NextModel.Gateway.Reconciling;

/// <summary>One of the three numbers of a report.</summary>
/// <param name="Lines">Lines of the report that count towards it.</param>
/// <param name="Ours">What the receipts say of them, exact.</param>
/// <param name="Provider">What the provider charged for them.</param>
/// <param name="Delta">The one less the other.</param>
public sealed record ReconciliationNumbers(long Lines, string Ours, string Provider, string Delta);
