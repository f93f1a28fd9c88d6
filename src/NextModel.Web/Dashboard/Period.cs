using NextModel.Reporting;
using NextModel.Web.Dashboard.Zones;

namespace NextModel.Web.Dashboard;

/// <summary>The stretch of time a page sums over, by name, in the days of a reader's zone: it stands in the address.</summary>
/// <param name="Name"><c>24h</c>, <c>7d</c>, <c>month</c>, <c>30d</c>, or <c>custom</c>.</param>
/// <param name="From">First instant, at a full quarter of an hour: sums are kept for these.</param>
/// <param name="To">End, not included: now, or the end of a custom one.</param>
public sealed record Period(string Name, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Name of one that two days bound.</summary>
    public const string Custom = "custom";

    /// <summary>The names that can be chosen.</summary>
    public static IReadOnlyList<string> Names { get; } = ["24h", "7d", "month", "30d"];

    /// <summary>True when it is cut into days; else into hours.</summary>
    public bool HasDays => To - From > TimeSpan.FromHours(49);

    /// <summary>The period of a name; the month so far for any other.</summary>
    public static Period Read(string? name, DateTimeOffset now, ViewerZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var today = zone.DayOf(now);
        return name switch
        {
            "24h" => new Period("24h", Floor(now.AddHours(-24)), now),
            "7d" => new Period("7d", zone.Begin(today.AddDays(-6)), now),
            "30d" => new Period("30d", zone.Begin(today.AddDays(-29)), now),
            _ => new Period("month", zone.Begin(new DateOnly(today.Year, today.Month, 1)), now),
        };
    }

    private static DateTimeOffset Floor(DateTimeOffset at) => DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds() / UsageCalendar.Quarter * UsageCalendar.Quarter);
}
