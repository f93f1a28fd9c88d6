namespace NextModel.Credits;

/// <summary>The accounts of one organization's books. Numbers are persisted and never change. The first two are its balance.</summary>
public enum CreditAccountKind
{
    /// <summary>What the organization paid and has not used; less than nothing only through refunds and chargebacks.</summary>
    Paid = 1,

    /// <summary>What is left of one promo; there is one account per promo.</summary>
    Promo = 2,

    /// <summary>Money on its way between payer and operator: the other side of payments and what is taken back of them.</summary>
    Clearing = 3,

    /// <summary>What promos cost the operator.</summary>
    PromoExpense = 4,

    /// <summary>What requests earned.</summary>
    Revenue = 5,

    /// <summary>The other side of corrections.</summary>
    Corrections = 6,
}
