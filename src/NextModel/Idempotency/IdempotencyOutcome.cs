using NextModel.Errors;

namespace NextModel.Idempotency;

/// <summary>What the repeats that waited for a request get: its answer, a refusal, or with neither the key, which is free again.</summary>
internal readonly record struct IdempotencyOutcome(KeptAnswer? Answer, GatewayError? Refusal);
