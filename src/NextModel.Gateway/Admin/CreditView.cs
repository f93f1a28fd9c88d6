using NextModel.Billing;
using NextModel.Credits;

namespace NextModel.Gateway.Admin;

/// <summary>Where an organization's prepaid credit stands.</summary>
public sealed record CreditView
{
    public required string Organization { get; init; }

    public required string Currency { get; init; }

    /// <summary>Whether requests need credit and are charged to it.</summary>
    public required bool Enforced { get; init; }

    /// <summary>The sum of all transfers: <see cref="Paid"/> and all <see cref="Promos"/>.</summary>
    public required string Balance { get; init; }

    public required string Paid { get; init; }

    /// <summary>Held for requests in flight.</summary>
    public required string Reserved { get; init; }

    /// <summary>What a new request can have.</summary>
    public required string Available { get; init; }

    /// <summary>In the order in which they are spent, all of them before what was paid.</summary>
    public required IReadOnlyList<CreditPromoView> Promos { get; init; }

    public static CreditView Of(CreditState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new CreditView
        {
            Organization = state.OrganizationId,
            Currency = state.Currency,
            Enforced = state.IsEnforced,
            Balance = Money.FormatNanos(state.BalanceNano),
            Paid = Money.FormatNanos(state.PaidNano),
            Reserved = Money.FormatNanos(state.ReservedNano),
            Available = Money.FormatNanos(state.AvailableNano),
            Promos = [.. state.Promos.Select(promo => new CreditPromoView(CreditTransfer.ToWire(promo.Id), Money.FormatNanos(promo.Nano), promo.ExpiresAt))],
        };
    }
}
