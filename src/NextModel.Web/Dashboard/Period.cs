namespace NextModel.Web.Dashboard;

/// <summary>The stretch of time a page sums over, in UTC, by name: it stands in the address.</summary>
/// <param name="Name"><c>24h</c>, <c>7d</c>, <c>month</c> or <c>30d</c>.</param>
/// <param name="From">First instant.</param>
/// <param name="To">End, not included: now.</param>
public sealed record Period(string Name, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The names there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["24h", "7d", "month", "30d"];

    /// <summary>True when it is cut into days; else into hours.</summary>
    public bool HasDays => Name != "24h";

    /// <summary>The period of a name; the month so far for any other.</summary>
    public static Period Read(string? name, DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return name switch
        {
            "24h" => new Period("24h", now.AddHours(-24), now),
            "7d" => new Period("7d", day.AddDays(-6), now),
            "30d" => new Period("30d", day.AddDays(-29), now),
            _ => new Period("month", new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero), now),
        };
    }
}
