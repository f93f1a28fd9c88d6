namespace NextModel.Reporting.Reconciliation;

/// <summary>An attempt and the provider's call it was found to be.</summary>
/// <param name="Attempt">Ours.</param>
/// <param name="Row">The provider's; null when there is none.</param>
/// <param name="ByTime">True when no id says so, only model, tokens and time.</param>
internal sealed record CallPair(ExpectedAttempt Attempt, ProviderRow? Row, bool ByTime);
