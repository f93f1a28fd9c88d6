namespace NextModel.Limits;

/// <summary>A budget and the window it counts in now. Only under the keeper's lock.</summary>
internal sealed class BudgetAccount
{
    private readonly BudgetCalendar _calendar;

    public BudgetAccount(Budget budget, BudgetCalendar calendar, DateTimeOffset now)
    {
        Budget = budget;
        _calendar = calendar;
        Tally = new BudgetTally(this, calendar.WindowAt(now));
    }

    /// <summary>Replaced whole when the limit changes.</summary>
    public Budget Budget { get; set; }

    /// <summary>The present window. Requests that began in an earlier one settle there.</summary>
    public BudgetTally Tally { get; private set; }

    /// <summary>What is left; less than nothing when the limit was set below what had been spent.</summary>
    public long Free => Budget.LimitNano - Tally.Used;

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
