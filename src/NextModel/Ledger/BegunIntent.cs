using NextModel.Errors;

namespace NextModel.Ledger;

/// <summary>Where it was noted that a request is dispatched, or why it could not be.</summary>
/// <param name="Slot">By which its intent is ended, from 0.</param>
/// <param name="Refusal">Why it must not be dispatched; null when it may.</param>
public readonly record struct BegunIntent(int Slot, GatewayError? Refusal);
