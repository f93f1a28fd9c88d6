using NextModel.Ledger;

namespace NextModel.Gateway.Admin;

/// <summary>A key that signs, or has signed, receipts, checkpoints and the audit trail.</summary>
public sealed class SigningKeyView
{
    public string Object { get; init; } = "signing_key";

    /// <summary>The <c>kid</c> in <c>/.well-known/jwks.json</c> and in signatures.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the next one took over; absent for the one that signs.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    internal static SigningKeyView Of(SigningKeyFact key) => new() { Id = key.Id, CreatedAt = key.MadeAt, RetiredAt = key.RetiredAt };
}
