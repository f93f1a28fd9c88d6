namespace NextModel.Credits;

/// <summary>One refund or dispute of a payment.</summary>
/// <param name="Id">As the payment processor names it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Nano">Of what the payer paid, tax included, in 10⁻⁹ units; 0 and up.</param>
public sealed record PaymentFact(string Id, PaymentFactKind Kind, PaymentFactState State, long Nano)
{
    /// <summary>The later of two statements about the same fact, whatever the order in which they came.</summary>
    public PaymentFact Merge(PaymentFact other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (other.State, other.Nano).CompareTo((State, Nano)) > 0 ? other : this;
    }
}
