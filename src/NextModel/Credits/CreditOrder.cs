namespace NextModel.Credits;

/// <summary>A transfer that somebody asks for by hand.</summary>
/// <param name="Kind">Top-up, refund, chargeback, promo, adjustment or reversal.</param>
public sealed record CreditOrder(CreditTransferKind Kind)
{
    /// <summary>In 10⁻⁹ units; more than 0, for an adjustment not 0. A reversal has none of its own.</summary>
    public long Nano { get; init; }

    /// <summary>What makes it happen once. A top-up, refund or chargeback needs one; it names the payment of a top-up.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The external id of the top-up that a refund or chargeback takes back.</summary>
    public string? Payment { get; init; }

    /// <summary>When a promo ends.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The transfer that a reversal undoes.</summary>
    public Guid? Reverses { get; init; }

    public string Reason { get; init; } = "";
}
