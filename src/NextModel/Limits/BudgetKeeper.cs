using System.Threading.Channels;
using NextModel.Credits;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Limits;

/// <summary>
/// Where every budget stands, in memory. At every moment settled + reserved + unknown is at most the limit of each hard budget: what a
/// request can cost is reserved in all of its budgets and of its organization's credit or in none, under one lock, and each reservation
/// ends once.
/// </summary>
/// <remarks>
/// What is settled or unknown is also in the ledger, in the commit of the receipts that say so, and is read from there at start
/// (docs/concepts/budgets.md). Only what is in flight is here alone.
/// </remarks>
public sealed class BudgetKeeper
{
    private readonly TimeProvider _time;
    private readonly CreditAccounts _credits;
    private readonly Lock _gate;
    private readonly Dictionary<Guid, BudgetAccount> _accounts = [];
    private readonly Channel<BudgetCrossing> _crossings = Channel.CreateUnbounded<BudgetCrossing>();
    private readonly BudgetIndex _index;

    /// <param name="time">Decides the windows.</param>
    /// <param name="credits">Where every organization's credit stands.</param>
    /// <param name="leases">Where parts of budgets are leased; null where this process has them for itself.</param>
    public BudgetKeeper(TimeProvider time, CreditAccounts credits, IBudgetLeaseStore? leases = null)
    {
        ArgumentNullException.ThrowIfNull(credits);
        _time = time;
        _credits = credits;
        _gate = credits.Gate;
        _index = new BudgetIndex(time);
        if (leases is not null)
        {
            Slices = new BudgetSlices(_gate, _accounts, time);
            Leases = new BudgetLeases(this, leases, time);
        }
    }

    /// <summary>Gets more of budgets that other replicas use too; null where this process has them for itself.</summary>
    public BudgetLeases? Leases { get; }

    /// <summary>Where every organization's credit stands.</summary>
    internal CreditAccounts Credits => _credits;

    /// <summary>What this replica holds of them.</summary>
    internal BudgetSlices? Slices { get; }

    /// <summary>Budgets that have reached a threshold, for one reader. What was told of already may come again.</summary>
    public ChannelReader<BudgetCrossing> Crossings => _crossings.Reader;

    /// <summary>Keeps budgets where no organization has credit.</summary>
    public BudgetKeeper(TimeProvider time)
        : this(time, new CreditAccounts(time))
    {
    }

    /// <summary>What counts a request; null when nothing does.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="model">The model's catalog id.</param>
    /// <param name="workload">Its workload label.</param>
    /// <param name="simulated">True when only the sandbox answers: credit is not spent on that.</param>
    public BudgetChain? ChainOf(Caller caller, string model, string workload, bool simulated = false) => ChainOf(caller, [model], workload, simulated);

    /// <summary>What counts a request that one of several models will serve: every budget that counts one of them.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="models">Catalog ids of the models of its plan.</param>
    /// <param name="workload">Its workload label.</param>
    /// <param name="simulated">True when only the sandbox answers: credit is not spent on that.</param>
    public BudgetChain? ChainOf(Caller caller, ReadOnlySpan<string> models, string workload, bool simulated = false)
    {
        var credit = simulated ? null : _credits.EnforcedOf(caller.Organization.Id);
        var found = _index.Find(caller, models, workload);
        return found is null && credit is null ? null : new BudgetChain(found ?? [], credit);
    }

    /// <summary>True when a hard budget may count what a caller spends, whatever the model, or its credit is all it may spend.</summary>
    public bool LimitsSpending(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return _credits.EnforcedOf(caller.Organization.Id) is not null || _index.HasHard(caller);
    }

    /// <summary>Reserves in every budget of the chain, or in none. The reservation is null when the refusal says why.</summary>
    public GatewayError? TryReserve(BudgetChain chain, in BudgetAsk ask, out BudgetReservation? reservation)
    {
        lock (_gate)
        {
            var (free, tightest) = Tightest(chain);
            var output = ask.OutputTokens;
            var wanted = ask.Ceiling?.Of(ask.InputTokens, output) ?? 0;
            var amount = wanted;
            if (chain.HasHard && amount > free)
            {
                output = ask.Ceiling?.OutputTokensFor(free, ask.InputTokens, ask.OutputTokens) ?? -1;
                amount = output < ask.LeastOutputTokens ? long.MaxValue : ask.Ceiling!.Of(ask.InputTokens, output);
                if (amount > free)
                {
                    reservation = null;
                    return Refusal(chain, tightest, wanted);
                }
            }

            // Where nothing is refused, what could cost more than anybody has is counted as that much until it is known.
            amount = Math.Min(amount, CostCeiling.MostNano);
            reservation = Reserve(chain, amount, output, output < ask.OutputTokens ? tightest : null);
            if (reservation.Credit is { } credit)
            {
                credit.Clamped = output < ask.OutputTokens && tightest is null;
            }

            return null;
        }
    }

    /// <summary>Reserves a known amount in every budget of the chain, or in none.</summary>
    public GatewayError? TryReserve(BudgetChain chain, long nano, out BudgetReservation? reservation)
    {
        lock (_gate)
        {
            var (free, tightest) = Tightest(chain);
            if (chain.HasHard && nano > free)
            {
                reservation = null;
                return Refusal(chain, tightest, nano);
            }

            reservation = Reserve(chain, nano, null, null);
            return null;
        }
    }

    /// <summary>Reserves what is spent already, as far as there is room: never more than is left of a hard budget or of the credit.</summary>
    public BudgetReservation ReserveSpent(BudgetChain chain, long nano)
    {
        lock (_gate)
        {
            return Reserve(chain, chain.HasHard ? Math.Clamp(Tightest(chain).Free, 0, nano) : nano, null, null);
        }
    }

    /// <summary>The receipt is durable: <see cref="BudgetReservation.SettledNano"/> is spent and the rest is free again.</summary>
    public void Settle(BudgetReservation reservation)
    {
        lock (_gate)
        {
            End(reservation, reservation.SettledNano, 0);
        }
    }

    /// <summary>What it cost cannot be recorded: all of it stays held, as it will after a restart.</summary>
    public void Hold(BudgetReservation reservation)
    {
        lock (_gate)
        {
            End(reservation, 0, reservation.ReservedNano);
        }
    }

    /// <summary>Ends a reservation that nobody has ended: held when its request was dispatched, else released.</summary>
    public void Abandon(BudgetReservation reservation, bool wasDispatched)
    {
        lock (_gate)
        {
            if (reservation.IsOpen)
            {
                End(reservation, 0, wasDispatched ? reservation.ReservedNano : 0);
            }
        }
    }

    /// <summary>Counts what a dead process left behind, where its window has not ended.</summary>
    public void HoldLeftBehind(BudgetReservation reservation)
    {
        lock (_gate)
        {
            for (var i = 0; i < reservation.ShareCount; i++)
            {
                var (id, window) = reservation.ShareAt(i);
                if (_accounts.TryGetValue(id, out var account) && account.Tally.Window.Key == window)
                {
                    account.Tally.Unknown += reservation.UnknownNano;
                }
            }
        }
    }

    /// <summary>What had been counted becomes what is: <paramref name="unknownNano"/> held no more, <paramref name="settledNano"/> of it spent.</summary>
    public void Reconcile(Guid id, long windowStart, long settledNano, long unknownNano)
    {
        lock (_gate)
        {
            if (_accounts.TryGetValue(id, out var account) && account.Tally.Window.Key == windowStart)
            {
                account.Tally.Unknown -= unknownNano;
                account.Tally.Settled += settledNano;
            }
        }
    }

    /// <summary>What all replicas have counted.</summary>
    internal void Tell(IReadOnlyList<BudgetCount> counts)
    {
        lock (_gate)
        {
            foreach (var count in counts)
            {
                if (_accounts.TryGetValue(count.BudgetId, out var account) && account.Tally.Window.Key == count.WindowStart)
                {
                    BudgetSlices.Told(account.Tally, count.SettledNano, count.UnknownNano);
                    NoteIfReached(account.Tally);
                }
            }
        }
    }

    /// <summary>Adds a budget, or replaces its limit and what happens at it; it goes on from where it stands.</summary>
    /// <param name="budget">Its time zone exists.</param>
    /// <param name="counted">What was counted in its newest window, at the start of a process.</param>
    public void Put(Budget budget, BudgetCount? counted = null)
    {
        lock (_gate)
        {
            if (_accounts.TryGetValue(budget.Id, out var known))
            {
                known.Budget = budget;
                known.Tally.NoticeAt = budget.Thresholds.NextAbove(0, budget.LimitNano);
                NoteIfReached(known.Tally);
                return;
            }

            var calendar = BudgetCalendar.Find(budget.TimeZone, budget.Period)
                ?? throw new InvalidOperationException($"There is no time zone '{budget.TimeZone}' on this machine; budget {budget.WireId} needs it.");
            var account = new BudgetAccount(budget, calendar, Slices, _time.GetUtcNow());
            if (counted is { } stored)
            {
                account.Restore(stored);
            }

            _accounts.Add(budget.Id, account);
            _index.Replace(_accounts.Values);
        }
    }

    /// <summary>Forgets a budget; requests in flight settle nowhere.</summary>
    public void Remove(Guid id)
    {
        lock (_gate)
        {
            _accounts.Remove(id);
            _index.Replace(_accounts.Values);
        }
    }

    /// <summary>
    /// True when a budget that counts such requests is used to <paramref name="percent"/> of its limit or more. Takes no lock: it may be
    /// a request behind, which a rule of a policy can bear.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="model">Catalog id of the model that was asked for.</param>
    /// <param name="workload">Label of the request.</param>
    /// <param name="period">Only budgets of this window; null counts all.</param>
    /// <param name="scope">Only budgets of this scope; null counts all.</param>
    /// <param name="percent">0 to 100.</param>
    public bool HasUsed(Caller caller, string model, string workload, BudgetPeriod? period, BudgetScope? scope, decimal percent) =>
        _index.HasUsed(caller, model, workload, period, scope, percent);

    /// <summary>Where a budget stands now; null when there is none.</summary>
    public BudgetState? StateOf(Guid id)
    {
        lock (_gate)
        {
            if (!_accounts.TryGetValue(id, out var account))
            {
                return null;
            }

            account.Roll(_time.GetUtcNow());
            return State(account);
        }
    }

    /// <summary>Where all budgets stand, as of one moment, oldest first.</summary>
    public IReadOnlyList<BudgetState> States()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var states = new List<BudgetState>(_accounts.Count);
            foreach (var account in _accounts.Values.OrderBy(a => a.Budget.CreatedAt).ThenBy(a => a.Budget.Id))
            {
                account.Roll(now);
                states.Add(State(account));
            }

            return states;
        }
    }

    private void End(BudgetReservation reservation, long settled, long unknown)
    {
        if (reservation.End(settled, unknown))
        {
            foreach (var tally in reservation.Tallies)
            {
                NoteIfReached(tally);
            }
        }
    }

    private void NoteIfReached(BudgetTally tally)
    {
        if (tally.HasReached)
        {
            var (budget, used) = (tally.Account.Budget, tally.Settled + tally.Unknown);
            tally.NoticeAt = budget.Thresholds.NextAbove(used, budget.LimitNano);
            _crossings.Writer.TryWrite(new BudgetCrossing(budget, tally.Window, used));
        }
    }

    private static BudgetState State(BudgetAccount account)
    {
        var tally = account.Tally;
        return new BudgetState(account.Budget, tally.Window, tally.Settled, tally.Reserved + tally.Others, tally.Unknown + tally.Kept);
    }

    private GatewayError Refusal(BudgetChain chain, BudgetAccount? tightest, long wanted) => tightest is null
        ? CreditRefusal.Insufficient(chain.Credit!.State(_time.GetUtcNow()), wanted)
        : BudgetRefusal.Exceeded(State(tightest), wanted);

    // The least that is left anywhere, and the hard budget that has it; null when that is the credit, or nothing is hard.
    private (long Free, BudgetAccount? Budget) Tightest(BudgetChain chain)
    {
        var now = _time.GetUtcNow();
        BudgetAccount? tightest = null;
        foreach (var account in chain.Accounts)
        {
            account.Roll(now);
            if (account.Budget.IsHard && (tightest is null || account.Free < tightest.Free))
            {
                tightest = account;
            }
        }

        // What costs nothing fits a budget of which nothing is left, or less; under a balance below zero nothing fits.
        var left = tightest is null ? long.MaxValue : Math.Max(tightest.Free, 0);
        return chain.Credit?.Available(now) is { } available && available < left ? (available, null) : (left, tightest);
    }

    private static BudgetReservation Reserve(BudgetChain chain, long nano, long? output, BudgetAccount? clampedBy)
    {
        var tallies = new BudgetTally[chain.Accounts.Count];
        for (var i = 0; i < tallies.Length; i++)
        {
            tallies[i] = chain.Accounts[i].Tally;
            tallies[i].Reserved += nano;
        }

        return new BudgetReservation(tallies, nano)
        {
            IsHard = chain.HasHard,
            Credit = chain.Credit?.Reserve(nano),
            OutputTokens = output,
            ClampedBy = clampedBy?.Budget.Id,
        };
    }
}
