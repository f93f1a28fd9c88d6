namespace NextModel.Credits;

/// <summary>Where an organization's credit stands, as of one moment; amounts in 10⁻⁹ units.</summary>
/// <param name="OrganizationId">The organization.</param>
/// <param name="Currency">Its ledger currency.</param>
/// <param name="IsEnforced">Whether its requests need credit.</param>
/// <param name="Version">Of that setting.</param>
/// <param name="PaidNano">Of the balance, what was paid.</param>
/// <param name="ReservedNano">Held for requests in flight.</param>
/// <param name="AvailableNano">What a new request can have; less than nothing after a refund or chargeback.</param>
/// <param name="Promos">In the order in which they are spent.</param>
public sealed record CreditState(
    string OrganizationId, string Currency, bool IsEnforced, long Version, long PaidNano, long ReservedNano, long AvailableNano,
    IReadOnlyList<CreditPromo> Promos)
{
    /// <summary>The sum of all entries of the balance.</summary>
    public long BalanceNano => PaidNano + Promos.Sum(promo => promo.Nano);
}
