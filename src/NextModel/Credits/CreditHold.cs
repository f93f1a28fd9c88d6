namespace NextModel.Credits;

/// <summary>What one request holds of its organization's credit. It ends once, with the budget reservation it is part of.</summary>
public sealed class CreditHold
{
    internal CreditHold(CreditAccount? account, long reservedNano)
    {
        Account = account;
        ReservedNano = reservedNano;
    }

    /// <summary>Held, in 10⁻⁹ units; no more may be charged.</summary>
    public long ReservedNano { get; }

    /// <summary>True when the credit, and no budget, made the bound on output less than was asked for.</summary>
    public bool Clamped { get; internal set; }

    /// <summary>Null for a request that a dead process left behind: nothing is held for it and nothing charged.</summary>
    internal CreditAccount? Account { get; }

    /// <summary>The promo that is to be undone; null when the amount is held of the balance as a whole.</summary>
    internal CreditLot? Promo { get; init; }

    /// <summary>Gives it back, less what was charged; only under the lock of <see cref="CreditAccounts"/>.</summary>
    internal void End(long chargedNano) => Account?.End(this, chargedNano);

    /// <summary>The hold of a request that a dead process left behind, as its intent tells it.</summary>
    public static CreditHold LeftBehind(long reservedNano) => new(null, reservedNano);
}
