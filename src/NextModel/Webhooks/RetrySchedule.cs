namespace NextModel.Webhooks;

/// <summary>When a delivery that failed is tried again: 13 attempts over a little more than two days.</summary>
public static class RetrySchedule
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8), TimeSpan.FromHours(12),
        TimeSpan.FromHours(12), TimeSpan.FromHours(12),
    ];

    /// <summary>The wait after that many attempts; null when no more are made.</summary>
    public static TimeSpan? After(int attempts) => attempts <= Waits.Length ? Waits[attempts - 1] : null;
}
