namespace NextModel.Credits;

/// <summary>
/// What is known of one payment. What it should have left of the credit follows from its facts alone, whatever the order in which they were
/// told; never less than nothing, never more than was credited.
/// </summary>
/// <param name="Source">Who tells of it: a payment processor, or an operator for one organization.</param>
/// <param name="Id">As the source names it.</param>
/// <param name="Currency">The currency of all its amounts.</param>
public sealed record Payment(string Source, string Id, string Currency)
{
    /// <summary>Whose credit it is for; null until it is known that it was paid.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>What the payer paid, tax included, in 10⁻⁹ units; 0 until it is paid.</summary>
    public long GrossNano { get; init; }

    /// <summary>What of it is credit: without tax.</summary>
    public long CreditNano { get; init; }

    /// <summary>What has been posted as taken back so far.</summary>
    public long TakenNano { get; init; }

    /// <summary>Its refunds and disputes, one per id.</summary>
    public IReadOnlyList<PaymentFact> Facts { get; init; } = [];

    /// <summary>What its facts take back: in proportion to what was paid, and never more than was credited.</summary>
    public long DueNano
    {
        get
        {
            var taken = Math.Clamp(TakenGross, 0m, GrossNano);
            return GrossNano == 0 ? 0 : (long)decimal.Round(CreditNano * taken / GrossNano, 0, MidpointRounding.ToEven);
        }
    }

    /// <summary>What its facts add up to of what was paid; may be more than that.</summary>
    public decimal TakenGross => Facts.Where(fact => fact.State == PaymentFactState.Done)
        .Sum(fact => fact.Kind == PaymentFactKind.ChargebackReversal ? -(decimal)fact.Nano : fact.Nano);

    /// <summary>Adds a statement about a refund or dispute.</summary>
    public Payment With(PaymentFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        var known = Facts.FirstOrDefault(one => one.Id == fact.Id);
        return this with { Facts = [.. Facts.Where(one => one.Id != fact.Id), known is null ? fact : known.Merge(fact)] };
    }

    /// <summary>Notes that it was paid; the first statement holds.</summary>
    public Payment Paid(string organizationId, long grossNano, long creditNano) => OrganizationId is not null
        ? this
        : this with { OrganizationId = organizationId, GrossNano = grossNano, CreditNano = creditNano };
}
