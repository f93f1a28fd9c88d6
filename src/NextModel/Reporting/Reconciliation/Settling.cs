namespace NextModel.Reporting.Reconciliation;

/// <summary>How long providers' figures still change: up to when they are taken to be final.</summary>
public static class Settling
{
    /// <summary>The moment up to which a provider's figures are final, seen from <paramref name="now"/>.</summary>
    /// <param name="provider">The provider's word; one that is not known is taken to be final at once.</param>
    /// <param name="now">When the file was exported.</param>
    public static DateTimeOffset FinalThrough(string provider, DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return provider switch
        {
            "openrouter" => now.AddHours(-1),
            "openai" or "anthropic" or "deepseek" => now.AddHours(-72),
            "volcengine" => day.AddDays(-2),

            // Day 5 of the month after.
            "aws" => new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(day.Day >= 5 ? 0 : -1),
            _ => now,
        };
    }
}
