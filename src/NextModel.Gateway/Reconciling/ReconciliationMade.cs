namespace NextModel.Gateway.Reconciling;

/// <summary>A run that was asked for.</summary>
/// <param name="View">The run.</param>
/// <param name="IsNew">False when the same files, terms and receipts were compared before.</param>
public sealed record ReconciliationMade(ReconciliationView View, bool IsNew);
