using NextModel.Catalog;

namespace NextModel.Billing;

/// <summary>What a request costs and the arithmetic that says so. All amounts are exact; see docs/reference/receipt.md.</summary>
public sealed class Charge
{
    public required BillingBasis Basis { get; init; }

    /// <summary>The price that was applied; null when the offer has none.</summary>
    public Price? Price { get; init; }

    /// <summary>The figure that units were charged at; null where tokens were charged.</summary>
    public UnitPrice? Unit { get; init; }

    /// <summary>
    /// List-price lines in the price's currency, then at most one <c>rounding</c> and one <c>overage_not_charged</c> line in the ledger's.
    /// Σ lines × rate of <see cref="Fx"/> × (1 − <see cref="DiscountRate"/>) + rounding + overage is <see cref="Amount"/>, exactly.
    /// </summary>
    public IReadOnlyList<ChargeLine> Lines { get; init; } = [];

    /// <summary>Rate from the price's currency to the ledger's; null when they are the same.</summary>
    public FxRate? Fx { get; init; }

    /// <summary>What the same usage costs fresh, in the ledger currency, rounded half-even to 10⁻⁹.</summary>
    public decimal ListAmount { get; init; }

    /// <summary>Share of the price that was not charged, 0 to 1: the exact-cache discount of a replay, what the provider bills under an own credential, or both; else 0.</summary>
    public decimal DiscountRate { get; init; }

    /// <summary>Taken off the list amount, in the ledger currency: <see cref="ListAmount"/> less what was not discounted.</summary>
    public decimal Discount => ListAmount - Amount - OverageNotCharged;

    /// <summary>What the usage cost beyond the reservation of a hard budget: the operator bears it. In the ledger currency, at least 0.</summary>
    public decimal OverageNotCharged { get; private init; }

    /// <summary>What is charged, in the ledger currency, a whole number of 10⁻⁹ units.</summary>
    public decimal Amount { get; init; }

    /// <summary>The ledger currency, ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The same charge, but for no more than <paramref name="mostNano"/>: a last line <c>overage_not_charged</c> takes the rest away.</summary>
    public Charge CappedAt(long mostNano)
    {
        var most = Money.FromNanos(mostNano);
        return Amount <= most
            ? this
            : new Charge
            {
                Basis = Basis,
                Price = Price,
                Unit = Unit,
                Lines = [.. Lines, new ChargeLine("overage_not_charged", 0, 0m, most - Amount)],
                Fx = Fx,
                ListAmount = ListAmount,
                DiscountRate = DiscountRate,
                OverageNotCharged = Amount - most,
                Amount = most,
                Currency = Currency,
            };
    }

    /// <summary>Nothing is charged, because nothing was billed: no usage, no lines.</summary>
    public static Charge Nothing(string currency) => new() { Basis = BillingBasis.None, Currency = currency };
}
