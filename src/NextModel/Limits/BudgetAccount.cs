namespace NextModel.Limits;

/// <summary>A budget and the window it counts in now. Only under the keeper's lock.</summary>
internal sealed class BudgetAccount
{
    private readonly BudgetCalendar _calendar;
    private readonly BudgetSlices? _slices;

    /// <param name="budget">The budget.</param>
    /// <param name="calendar">Its windows.</param>
    /// <param name="slices">What this replica holds of budgets; null where it has them for itself.</param>
    /// <param name="now">Decides the window.</param>
    public BudgetAccount(Budget budget, BudgetCalendar calendar, BudgetSlices? slices, DateTimeOffset now)
    {
        _slices = slices;
        Budget = budget;
        _calendar = calendar;
        Tally = new BudgetTally(this, calendar.WindowAt(now));
    }

    /// <summary>Replaced whole when the limit changes.</summary>
    public Budget Budget { get; set; }

    /// <summary>The present window. Requests that began in an earlier one settle there.</summary>
    public BudgetTally Tally { get; private set; }

    /// <summary>True where other replicas use the budget too.</summary>
    public bool IsLeased => _slices is not null;

    /// <summary>What is left, of what this replica holds where others use it too; less than nothing when the limit was set below what had been spent.</summary>
    public long Free => _slices is null ? Budget.LimitNano - Tally.Used : Tally.FreeSlice;

    /// <summary>True when that share of the limit is used, or the limit is nothing; may be asked without the lock.</summary>
    public bool HasUsed(decimal percent, DateTimeOffset now)
    {
        var (limit, tally) = (Budget.LimitNano, Tally);
        return (decimal)(tally.Window.HasEnded(now) ? 0 : tally.Used) * 100 >= percent * limit;
    }

    /// <summary>Goes to the window of <paramref name="now"/>. A clock that steps back opens no window again.</summary>
    public void Roll(DateTimeOffset now)
    {
        if (Tally.Window.HasEnded(now))
        {
            _slices?.NoteRolled(Tally);
            Tally = new BudgetTally(this, _calendar.WindowAt(now));
        }
    }

    /// <summary>Takes up what had been counted when the last process ended.</summary>
    public void Restore(BudgetCount stored)
    {
        var window = _calendar.WindowAt(DateTimeOffset.FromUnixTimeSeconds(stored.WindowStart));
        if (window.Start >= Tally.Window.Start)
        {
            Tally = new BudgetTally(this, window) { Settled = stored.SettledNano, Unknown = stored.UnknownNano };
            Tally.NoticeAt = Budget.Thresholds.NextAbove(Tally.Settled + Tally.Unknown, Budget.LimitNano);
        }
    }
}
