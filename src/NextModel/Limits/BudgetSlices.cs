namespace NextModel.Limits;

/// <summary>What a replica holds of budgets that others use too: the parts that <see cref="BudgetLeases"/> gets and gives back.</summary>
/// <param name="gate">The keeper's lock.</param>
/// <param name="accounts">Its accounts.</param>
/// <param name="time">When a part was last needed.</param>
internal sealed class BudgetSlices(Lock gate, Dictionary<Guid, BudgetAccount> accounts, TimeProvider time)
{
    // What one ask gets beyond its need, at most: so many times the need, and one part of what is free.
    private const long Ahead = 32;
    private const long Part = 8;

    // Windows that have ended under requests in flight, until nothing is held of them.
    private readonly List<BudgetTally> _past = [];

    /// <summary>What has to be leased for an amount to be reserved in each hard budget of the chain; nothing when all of it is there.</summary>
    public List<BudgetLeaseAsk> Missing(BudgetChain chain, long least, long wanted)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var asks = new List<BudgetLeaseAsk>();
            foreach (var account in chain.Accounts)
            {
                account.Roll(now);
                if (!account.Budget.IsHard || account.Free >= least)
                {
                    continue;
                }

                var (need, want, part) = Ask(least, wanted, account.Free);
                asks.Add(new BudgetLeaseAsk(account.Budget.Id, account.Tally.Window.Key, need, want, part));
            }

            asks.Sort(static (left, right) => left.BudgetId.CompareTo(right.BudgetId));
            return asks;
        }
    }

    /// <summary>Takes what was leased. Gives the budgets of which it was not enough; null when it was.</summary>
    public LeaseShortage? Grant(IReadOnlyList<BudgetLeaseAsk> asks, IReadOnlyList<BudgetLease> leases)
    {
        lock (gate)
        {
            var lacking = new List<Guid>();
            var isFinal = false;
            for (var i = 0; i < leases.Count; i++)
            {
                var lease = leases[i];
                if (!accounts.TryGetValue(lease.BudgetId, out var account) || account.Tally.Window.Key != lease.WindowStart)
                {
                    // Its window has ended meanwhile: what was leased of it goes back with the next idle parts.
                    _past.AddRange(Past(account, lease));
                    continue;
                }

                var tally = account.Tally;
                tally.Slice += lease.GrantedNano;
                tally.Others = lease.OthersNano;
                tally.NeededAt = time.GetUtcNow();
                Told(tally, lease.SettledNano, lease.UnknownNano);
                if (lease.GrantedNano == 0)
                {
                    lacking.Add(lease.BudgetId);
                    isFinal |= account.Budget.LimitNano - lease.SettledNano - lease.UnknownNano - lease.OwnNano < asks[i].NeedNano || lease.OthersNano == 0;
                }
            }

            return lacking.Count == 0 ? null : new LeaseShortage(lacking, null, isFinal);
        }
    }

    /// <summary>What has to be leased of the chain's credit for an amount to be reserved; null when it is there, or no credit is needed.</summary>
    public CreditLeaseAsk? MissingCredit(BudgetChain chain, long least, long wanted)
    {
        lock (gate)
        {
            if (chain.Credit is not { IsLeased: true } credit || credit.Available(time.GetUtcNow()) is var there && there >= least)
            {
                return null;
            }

            var (need, want, part) = Ask(least, wanted, there);
            return new CreditLeaseAsk(credit.OrganizationId, need, want, part);
        }
    }

    /// <summary>Takes what was leased of the chain's credit. True when others hold what would be enough.</summary>
    public bool Grant(BudgetChain chain, in CreditLeaseAsk ask, in CreditLease lease)
    {
        lock (gate)
        {
            chain.Credit!.Grant(lease.GrantedNano, lease.OthersNano, time.GetUtcNow());
            return lease.GrantedNano == 0 && lease.OthersNano > 0 && lease.BalanceNano >= ask.NeedNano;
        }
    }

    /// <summary>Takes out what no request holds, where it was last needed before an instant.</summary>
    /// <param name="budget">Of this one only; null of all.</param>
    /// <param name="before">The instant; the end of all time takes everything.</param>
    public List<BudgetPart> TakeIdle(Guid? budget, DateTimeOffset before)
    {
        lock (gate)
        {
            var idle = new List<BudgetPart>();
            foreach (var account in budget is { } one ? Find(one) : accounts.Values)
            {
                if (account.Tally.NeededAt < before)
                {
                    TakeFree(account.Tally, idle);
                }
            }

            foreach (var tally in _past)
            {
                TakeFree(tally, idle);
            }

            _past.RemoveAll(static tally => tally.Slice == 0);
            idle.Sort(static (left, right) => left.BudgetId.CompareTo(right.BudgetId));
            return idle;
        }
    }

    /// <summary>The present windows of all budgets.</summary>
    public List<BudgetShare> Windows()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var windows = new List<BudgetShare>(accounts.Count);
            foreach (var account in accounts.Values)
            {
                account.Roll(now);
                windows.Add(new BudgetShare(account.Budget.Id, account.Tally.Window.Key));
            }

            return windows;
        }
    }

    /// <summary>An account goes to another window. Only under the keeper's lock.</summary>
    public void NoteRolled(BudgetTally past)
    {
        if (past.Slice > 0)
        {
            _past.Add(past);
        }
    }

    /// <summary>What all replicas have counted in a tally's window, as the store says. Only under the keeper's lock.</summary>
    public static void Told(BudgetTally tally, long settled, long unknown)
    {
        tally.Settled = settled;
        tally.Unknown = unknown;
    }

    private IEnumerable<BudgetAccount> Find(Guid id) => accounts.TryGetValue(id, out var account) ? [account] : [];

    private static IEnumerable<BudgetTally> Past(BudgetAccount? account, BudgetLease lease) => account is null || lease.GrantedNano == 0
        ? []
        : [new BudgetTally(account, new BudgetWindow(DateTimeOffset.FromUnixTimeSeconds(lease.WindowStart), null)) { Slice = lease.GrantedNano }];

    private static void TakeFree(BudgetTally tally, List<BudgetPart> idle)
    {
        if (tally.FreeSlice > 0)
        {
            idle.Add(new BudgetPart(tally.Account.Budget.Id, tally.Window.Key, tally.FreeSlice));
            tally.Slice -= tally.FreeSlice;
        }
    }

    // Who puts up with less wants no more than it asked for; else the next requests are thought of.
    private static (long Need, long Want, long Part) Ask(long least, long wanted, long there) => least != wanted
        ? (least - there, wanted - there, 1)
        : (least - there, least - there > CostCeiling.MostNano ? least - there : (least - there) * Ahead, Part);
}
