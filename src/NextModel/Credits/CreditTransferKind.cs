namespace NextModel.Credits;

/// <summary>
/// Why money moved. Numbers are persisted and never change. 2, 3 and 4 are kept for <c>reserve</c>, <c>settle</c> and <c>release</c>: a
/// single process holds those in memory and in its intents (docs/adr/0015).
/// </summary>
public enum CreditTransferKind
{
    /// <summary>The organization paid.</summary>
    TopUp = 1,

    /// <summary>Requests were served; posted in the commit of their receipts.</summary>
    Charge = 5,

    /// <summary>A payment was given back, in whole or in part.</summary>
    Refund = 6,

    /// <summary>The payer's bank took a payment back.</summary>
    Chargeback = 7,

    /// <summary>Credit that nobody paid for, which may expire.</summary>
    Promo = 8,

    /// <summary>What was left of a promo at its end.</summary>
    Expiry = 9,

    /// <summary>A correction with its reason.</summary>
    Adjustment = 10,

    /// <summary>An earlier transfer was undone, or a dispute was won.</summary>
    Reversal = 11,
}
