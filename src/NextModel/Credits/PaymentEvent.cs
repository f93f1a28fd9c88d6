namespace NextModel.Credits;

/// <summary>What a payment processor told, reduced to what matters here.</summary>
/// <param name="Source"><c>stripe</c> or <c>paddle</c>.</param>
/// <param name="Id">Of the event; the same event may be told more than once.</param>
/// <param name="Type">As the processor names it.</param>
/// <param name="PaymentId">The payment it is about.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
public sealed record PaymentEvent(string Source, string Id, string Type, string PaymentId, string Currency)
{
    /// <summary>Set when it says that the payment was made: the organization it is for.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>What was paid, tax included, in 10⁻⁹ units.</summary>
    public long GrossNano { get; init; }

    /// <summary>What of it is credit.</summary>
    public long CreditNano { get; init; }

    /// <summary>Set when it tells of a refund or dispute.</summary>
    public PaymentFact? Fact { get; init; }
}
