namespace NextModel.Credits;

/// <summary>
/// One organization's credit in memory. Only under the lock of <see cref="CreditAccounts"/>. What is available is never taken below zero by
/// a request: it is reserved before it is spent.
/// </summary>
/// <remarks>
/// Promos are spent first, those that end first before the others, then what was paid. A promo that ends under requests in flight keeps
/// what they still need and nothing else covers.
/// </remarks>
public sealed class CreditAccount
{
    // In the order in which they are spent.
    private readonly List<CreditLot> _promos = [];
    private long _paid;
    private long _reserved;

    // Charged by a commit, and not yet taken off what is reserved.
    private long _charged;

    // Where replicas share the credit: all of it as the store last told. What was paid is then what this replica has leased, and there are no promos.
    private CreditBalance? _told;
    private long _others;

    internal CreditAccount(string organizationId, string currency, bool isLeased, Lock gate)
    {
        IsLeased = isLeased;
        OrganizationId = organizationId;
        Currency = currency;
        Gate = gate;
    }

    public string OrganizationId { get; }

    public string Currency { get; }

    /// <summary>True where other replicas spend the credit too.</summary>
    internal bool IsLeased { get; }

    /// <summary>When something was last leased of it.</summary>
    internal DateTimeOffset NeededAt { get; private set; }

    /// <summary>The lock of <see cref="CreditAccounts"/>.</summary>
    internal Lock Gate { get; }

    internal bool IsEnforced { get; set; }

    internal long Version { get; set; }

    /// <summary>Promos that have ended and wait to be posted.</summary>
    internal IEnumerable<CreditLot> Ended => _promos.Where(promo => promo.Expiring > 0);

    /// <summary>Promos that have ended, where replicas share the credit: the store knows what of them requests still need.</summary>
    internal IEnumerable<CreditPromo> ToldEnded(DateTimeOffset now) => _told?.Promos.Where(promo => promo.Nano > 0 && promo.ExpiresAt <= now) ?? [];

    /// <summary>What a new request can have.</summary>
    internal long Available(DateTimeOffset now)
    {
        EndPromos(now);
        return _paid + Spendable() + _charged - _reserved;
    }

    /// <summary>Holds an amount that is available.</summary>
    internal CreditHold Reserve(long nano)
    {
        _reserved += nano;
        return new CreditHold(this, nano);
    }

    /// <summary>Holds an amount of what was paid, or of one promo; null when it is not there to be taken.</summary>
    internal CreditHold? TryHold(long nano, Guid? promoId, DateTimeOffset now)
    {
        if (IsLeased)
        {
            // What is held is held in the store, when it is written.
            var there = promoId is null ? Math.Min(_told?.PaidNano ?? 0, Total(now)) : _told?.Promos.FirstOrDefault(promo => promo.Id == promoId)?.Nano ?? 0;
            return nano <= there ? new CreditHold(this, 0) : null;
        }

        var available = Available(now);
        if (promoId is not { } id)
        {
            return nano <= Math.Min(available, Math.Max(0, _paid)) ? Reserve(nano) : null;
        }

        if (_promos.Find(one => one.Id == id) is not { } promo || nano > Math.Min(available, promo.Spendable))
        {
            return null;
        }

        promo.Expiring += nano;
        return new CreditHold(this, nano) { Promo = promo };
    }

    /// <summary>Gives back what was held; what of it was charged has been taken off by <see cref="Spend"/>.</summary>
    internal void End(CreditHold hold, long chargedNano)
    {
        if (hold.Promo is { } promo)
        {
            promo.Expiring -= hold.ReservedNano;
            return;
        }

        _reserved -= hold.ReservedNano;
        _charged -= chargedNano;
    }

    /// <summary>Takes what a commit charges: from promos as <paramref name="slices"/> say, the rest, which is returned, from what was paid.</summary>
    internal long Spend(long nano, List<CreditSlice> slices)
    {
        _charged += nano;
        foreach (var promo in _promos)
        {
            var taken = Math.Min(nano, promo.Spendable);
            if (taken > 0)
            {
                promo.Nano -= taken;
                nano -= taken;
                slices.Add(new CreditSlice(promo, taken));
            }
        }

        _paid -= nano;
        return nano;
    }

    /// <summary>Undoes <see cref="Spend"/>: the commit failed.</summary>
    internal void Unspend(long nano, long paid, List<CreditSlice> slices)
    {
        _charged -= nano;
        _paid += paid;
        foreach (var (promo, taken) in slices)
        {
            promo.Nano += taken;
            if (!_promos.Contains(promo))
            {
                Insert(promo);
            }
        }
    }

    /// <summary>Books a transfer that is durable; charges have been booked already.</summary>
    internal void Apply(CreditTransfer transfer)
    {
        if (IsLeased)
        {
            return;
        }

        foreach (var (kind, id, nano) in transfer.Entries)
        {
            if (kind == CreditAccountKind.Paid)
            {
                _paid += nano;
            }
            else if (kind == CreditAccountKind.Promo)
            {
                if (_promos.Find(promo => promo.Id == id) is { } promo)
                {
                    promo.Nano += nano;
                    promo.Expiring += transfer.Kind == CreditTransferKind.Expiry ? nano : 0;
                }
                else
                {
                    Insert(new CreditLot(id!.Value, transfer.ExpiresAt, nano));
                }
            }
        }
    }

    /// <summary>Forgets promos of which nothing is left.</summary>
    internal void Tidy() => _promos.RemoveAll(static promo => promo.Nano == 0);

    internal void Restore(CreditBalance stored)
    {
        IsEnforced = stored.IsEnforced;
        Version = stored.Version;
        if (IsLeased)
        {
            _told = stored;
            return;
        }

        _paid = stored.PaidNano;
        foreach (var (id, expiresAt, nano) in stored.Promos)
        {
            Insert(new CreditLot(id, expiresAt, nano));
        }
    }

    internal CreditState State(DateTimeOffset now)
    {
        if (IsLeased)
        {
            return new CreditState(
                OrganizationId, Currency, IsEnforced, Version, _told?.PaidNano ?? 0, _reserved + _others, Total(now) - _reserved - _others, _told?.Promos ?? []);
        }

        var available = Available(now);
        return new CreditState(
            OrganizationId, Currency, IsEnforced, Version, _paid, _reserved, available,
            [.. _promos.Where(promo => promo.Nano != 0).Select(promo => new CreditPromo(promo.Id, promo.ExpiresAt, promo.Nano))]);
    }

    /// <summary>Takes what was leased.</summary>
    internal void Grant(long nano, long others, DateTimeOffset now)
    {
        _paid += nano;
        _others = others;
        NeededAt = now;
    }

    /// <summary>Takes out what no request holds.</summary>
    internal long TakeIdle()
    {
        var idle = Math.Max(0, _paid + _charged - _reserved);
        _paid -= idle;
        return idle;
    }

    private long Total(DateTimeOffset now) => (_told?.PaidNano ?? 0) + (_told?.Promos.Where(promo => !(promo.ExpiresAt <= now)).Sum(promo => promo.Nano) ?? 0);

    private long Spendable()
    {
        var sum = 0L;
        foreach (var promo in _promos)
        {
            sum += promo.Spendable;
        }

        return sum;
    }

    private void EndPromos(DateTimeOffset now)
    {
        foreach (var promo in _promos)
        {
            if (promo.End > now)
            {
                return;
            }

            var others = Math.Max(0, _paid) + Spendable() - promo.Spendable;
            var needed = Math.Clamp(_reserved - _charged - others, 0, promo.Spendable);
            promo.Expiring = promo.Nano - needed;
        }
    }

    private void Insert(CreditLot promo)
    {
        var at = _promos.FindIndex(other => (other.End, other.Id).CompareTo((promo.End, promo.Id)) > 0);
        _promos.Insert(at < 0 ? _promos.Count : at, promo);
    }
}
