using NextModel.Audit;

namespace NextModel.Credits;

/// <summary>What becomes true in one transaction.</summary>
public sealed record CreditPosting
{
    /// <summary>Added in this order; may be none.</summary>
    public IReadOnlyList<CreditTransfer> Transfers { get; init; } = [];

    /// <summary>The payment as it is known now; null where there is none.</summary>
    public Payment? Payment { get; init; }

    /// <summary>The event that says so; null for what came by hand.</summary>
    public PaymentEvent? Event { get; init; }

    /// <summary>A changed setting.</summary>
    public CreditSetting? Setting { get; init; }

    /// <summary>Null for what nobody asked for: a promo that ends.</summary>
    public AuditDraft? Audit { get; init; }
}
