using NextModel.Caching;

namespace NextModel.Idempotency;

/// <summary>A key as a store keeps it: what finds it in clear, nothing said in it, and the answer sealed.</summary>
/// <param name="Key">The key.</param>
/// <param name="Fingerprint">HMAC of the whole canonical body, under a secret of the organization.</param>
/// <param name="Receipt">Id of the one request, and so of its receipt.</param>
/// <param name="CreatedAt">When it was claimed.</param>
/// <param name="ExpiresAt">When the key may be used anew.</param>
/// <param name="State">What is known of the request.</param>
/// <param name="Sealed">The answer, from <see cref="IdempotencySeal"/>; empty unless <see cref="IdempotencyState.Answered"/>.</param>
public sealed record IdempotencyRow(
    IdempotencyKey Key,
    Digest Fingerprint,
    Guid Receipt,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    IdempotencyState State,
    ReadOnlyMemory<byte> Sealed);
