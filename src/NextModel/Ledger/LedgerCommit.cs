using System.Diagnostics.CodeAnalysis;
using NextModel.Errors;

namespace NextModel.Ledger;

/// <summary>What became of a receipt that was handed in: durable with this hash, or not written at all.</summary>
public readonly struct LedgerCommit
{
    private LedgerCommit(ReceiptHash hash, DateTimeOffset completedAt, GatewayError? error)
    {
        Hash = hash;
        CompletedAt = completedAt;
        Error = error;
    }

    /// <summary>The receipt's hash; meaningful only when <see cref="Error"/> is null.</summary>
    public ReceiptHash Hash { get; }

    /// <summary>When the receipt says the request was completed.</summary>
    public DateTimeOffset CompletedAt { get; }

    /// <summary>Why nothing was written; null when the receipt is durable.</summary>
    public GatewayError? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsDurable => Error is null;

    internal static LedgerCommit Durable(ReceiptHash hash, DateTimeOffset completedAt) => new(hash, completedAt, null);

    internal static LedgerCommit Refused(GatewayError error) => new(default, default, error);
}
