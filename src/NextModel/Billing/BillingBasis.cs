namespace NextModel.Billing;

/// <summary>Why the amount is what it is. Numbers are persisted and never reused.</summary>
public enum BillingBasis
{
    /// <summary>Nothing is charged.</summary>
    None = 0,

    /// <summary>The offer's price.</summary>
    ListPrice = 1,

    /// <summary>A replay: the offer's price less the exact-cache discount.</summary>
    ExactCacheDiscount = 2,

    /// <summary>The offer has no price: usage is recorded, nothing is charged.</summary>
    Unpriced = 3,

    /// <summary>It went out under the organization's own credential: the provider bills the organization, and here at most the operator's fee is charged.</summary>
    Byok = 4,
}
