namespace NextModel.Credits;

/// <summary>One line of a transfer: what one account gets, or gives when it is negative.</summary>
/// <param name="Account">Which account of the organization.</param>
/// <param name="Promo">Id of the promo, for its account; null for all others.</param>
/// <param name="Nano">In 10⁻⁹ units; the entries of a transfer sum to zero.</param>
public readonly record struct CreditEntry(CreditAccountKind Account, Guid? Promo, long Nano)
{
    /// <summary>True when it changes the organization's balance.</summary>
    public bool IsBalance => Account is CreditAccountKind.Paid or CreditAccountKind.Promo;
}
