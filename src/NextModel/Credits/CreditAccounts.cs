using System.Collections.Frozen;

namespace NextModel.Credits;

/// <summary>Where every organization's credit stands, in memory. The ledger has the same: this is what requests ask.</summary>
/// <param name="time">Decides what has ended.</param>
/// <param name="isLeased">True where other replicas spend it too: then requests spend what this one has leased.</param>
public sealed class CreditAccounts(TimeProvider time, bool isLeased = false)
{
    private readonly Dictionary<string, CreditAccount> _accounts = new(StringComparer.Ordinal);

    // Null while no organization needs credit: then that is all a request asks.
    private volatile FrozenDictionary<string, CreditAccount>? _enforced;

    /// <summary>Held while any of it is read or changed; the one lock of all money in flight, budgets included.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>True where other replicas spend it too.</summary>
    public bool IsLeased => isLeased;

    /// <summary>The credit that requests of this organization need; null when they need none.</summary>
    public CreditAccount? EnforcedOf(string organizationId) =>
        _enforced is { } enforced && enforced.TryGetValue(organizationId, out var account) ? account : null;

    /// <summary>Takes up what was kept, at the start of a process; where replicas share it, what all of them made of it, at any time.</summary>
    public void Restore(IEnumerable<CreditBalance> balances)
    {
        ArgumentNullException.ThrowIfNull(balances);
        lock (Gate)
        {
            foreach (var balance in balances)
            {
                Find(balance.OrganizationId, balance.Currency).Restore(balance);
            }

            Index();
        }
    }

    /// <summary>Where an organization's credit stands; nothing and not enforced for one that never had any.</summary>
    public CreditState StateOf(string organizationId, string currency)
    {
        lock (Gate)
        {
            return Find(organizationId, currency).State(time.GetUtcNow());
        }
    }

    /// <summary>Books a transfer that is durable, and ends what was held for it.</summary>
    internal void Apply(CreditTransfer transfer, CreditHold? hold = null)
    {
        lock (Gate)
        {
            var account = Find(transfer.OrganizationId, transfer.Currency);
            account.Apply(transfer);
            if (hold is not null)
            {
                account.End(hold, 0);
            }

            account.Tidy();
        }
    }

    /// <summary>The setting is durable.</summary>
    internal void Enforce(CreditSetting setting, string currency)
    {
        lock (Gate)
        {
            var account = Find(setting.OrganizationId, currency);
            account.IsEnforced = setting.IsEnforced;
            account.Version = setting.Version;
            Index();
        }
    }

    /// <summary>Holds an amount back while a transfer that takes it is written; null when it is not there to be taken.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="currency">Its currency.</param>
    /// <param name="nano">At least 1.</param>
    /// <param name="promo">The promo it is taken from; null for what was paid.</param>
    internal CreditHold? TryHold(string organizationId, string currency, long nano, Guid? promo)
    {
        lock (Gate)
        {
            return Find(organizationId, currency).TryHold(nano, promo, time.GetUtcNow());
        }
    }

    internal void Release(CreditHold hold)
    {
        lock (Gate)
        {
            hold.Account!.End(hold, 0);
        }
    }

    /// <summary>What has ended of promos and is not posted yet: organization, currency, promo, amount.</summary>
    internal IReadOnlyList<(CreditAccount Account, Guid Promo, long Nano)> Ended()
    {
        lock (Gate)
        {
            var now = time.GetUtcNow();
            var ended = new List<(CreditAccount, Guid, long)>();
            foreach (var account in _accounts.Values)
            {
                account.Available(now);
                ended.AddRange(account.Ended.Select(promo => (account, promo.Id, promo.Expiring)));
                ended.AddRange(account.ToldEnded(now).Select(promo => (account, promo.Id, promo.Nano)));
            }

            return ended;
        }
    }

    /// <summary>Takes out what this replica has leased and no request holds, where it was last needed before an instant.</summary>
    /// <param name="organizationId">Of this one only; null of all.</param>
    /// <param name="before">The instant; the end of all time takes everything.</param>
    internal IReadOnlyList<(string OrganizationId, long Nano)> TakeIdle(string? organizationId, DateTimeOffset before)
    {
        lock (Gate)
        {
            return isLeased
                ? [.. _accounts.Values.Where(account => (organizationId is null || account.OrganizationId == organizationId) && account.NeededAt < before)
                    .Select(account => (account.OrganizationId, account.TakeIdle())).Where(idle => idle.Item2 > 0)]
                : [];
        }
    }

    private CreditAccount Find(string organizationId, string currency)
    {
        if (!_accounts.TryGetValue(organizationId, out var account))
        {
            account = new CreditAccount(organizationId, currency, isLeased, Gate);
            _accounts.Add(organizationId, account);
        }

        return account;
    }

    private void Index()
    {
        var enforced = _accounts.Values.Where(account => account.IsEnforced).ToList();
        _enforced = enforced.Count == 0 ? null : enforced.ToFrozenDictionary(account => account.OrganizationId, StringComparer.Ordinal);
    }
}
