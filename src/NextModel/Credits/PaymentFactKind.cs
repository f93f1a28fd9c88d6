namespace NextModel.Credits;

/// <summary>What takes a payment back, or returns it. Numbers are persisted and never change.</summary>
public enum PaymentFactKind
{
    /// <summary>Given back by whoever was paid.</summary>
    Refund = 1,

    /// <summary>Taken back by the payer's bank.</summary>
    Chargeback = 2,

    /// <summary>A chargeback that was won: what it took is there again.</summary>
    ChargebackReversal = 3,
}
