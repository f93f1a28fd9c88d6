namespace NextModel.Credits;

/// <summary>A promo in memory. Only under the lock of <see cref="CreditAccounts"/>.</summary>
internal sealed class CreditLot(Guid id, DateTimeOffset? expiresAt, long nano)
{
    public Guid Id => id;

    public DateTimeOffset? ExpiresAt => expiresAt;

    /// <summary>When it ends, for sorting.</summary>
    public DateTimeOffset End => expiresAt ?? DateTimeOffset.MaxValue;

    /// <summary>What is left, less what charges of the commit under way take.</summary>
    public long Nano { get; set; } = nano;

    /// <summary>Of that, what has ended and waits to be posted: nobody can have it any more.</summary>
    public long Expiring { get; set; }

    public long Spendable => Nano - Expiring;
}
