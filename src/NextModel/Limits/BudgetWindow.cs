namespace NextModel.Limits;

/// <summary>A stretch of time that a budget counts in: from <paramref name="Start"/> to just before <paramref name="End"/>.</summary>
/// <param name="Start">Its first instant; the Unix epoch for a window over all time.</param>
/// <param name="End">The first instant of the next window, when the budget resets; null when it never does.</param>
public readonly record struct BudgetWindow(DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>What the window is stored under: Unix seconds of its start.</summary>
    public long Key => Start.ToUnixTimeSeconds();

    /// <summary>True when the window is over at <paramref name="now"/>.</summary>
    public bool HasEnded(DateTimeOffset now) => End <= now;
}
