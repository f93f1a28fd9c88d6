using NextModel.Web.Dashboard.Admin;

namespace NextModel.Web.Dashboard.Budgets;

/// <summary>Where a budget ends if its window goes on as it went so far: a straight line from its first instant, no more.</summary>
/// <param name="AtReset">Used at the end of the window; null where the window has no end or is too young to tell.</param>
/// <param name="Reached">When the limit is reached; null when that is not before the window ends, or it is reached already.</param>
public sealed record BudgetPace(decimal? AtReset, DateTimeOffset? Reached)
{
    /// <summary>Before that nothing is foretold.</summary>
    public static readonly TimeSpan Youngest = TimeSpan.FromHours(1);

    public static BudgetPace Of(AdminObject budget, DateTimeOffset now)
    {
        if (budget.Instant("resets_at") is not { } end || budget.Instant("started_at") is not { } start || now - start < Youngest || now >= end)
        {
            return new BudgetPace(null, null);
        }

        var used = budget.Amount("settled") + budget.Amount("reserved") + budget.Amount("unknown");
        var elapsed = (decimal)(now - start).Ticks;
        var atReset = used * (end - start).Ticks / elapsed;
        var limit = budget.Amount("limit");
        return new BudgetPace(atReset, used < limit && atReset > limit ? start.AddTicks((long)(elapsed * limit / used)) : null);
    }
}
