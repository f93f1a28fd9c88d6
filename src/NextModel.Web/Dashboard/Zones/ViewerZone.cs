using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Limits;
using NextModel.Web.Formatting;
using NextModel.Web.Localization;

namespace NextModel.Web.Dashboard.Zones;

/// <summary>The time zone a reader sees instants and days in: the one they chose or their browser told, else UTC. A cookie keeps it.</summary>
public sealed class ViewerZone
{
    /// <summary>Holds an IANA name; the page's script reads and writes it too.</summary>
    public const string CookieName = "nm_zone";

    private readonly TimeZoneInfo _zone;

    private ViewerZone(string id, TimeZoneInfo zone)
    {
        Id = id;
        _zone = zone;
    }

    public static ViewerZone Utc { get; } = new("UTC", TimeZoneInfo.Utc);

    /// <summary>The zones there are, by name: those of a region, and UTC.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "UTC",
        .. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)
            .Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal) && Find(id) is not null)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>IANA name.</summary>
    public string Id { get; }

    /// <summary>The zone of that name; null when this machine knows none.</summary>
    public static ViewerZone? Find(string? id) =>
        id is null || BudgetCalendar.Find(id, BudgetPeriod.Day) is not { } calendar ? null : new ViewerZone(id, calendar.Zone);

    /// <summary>The zone a request's cookie names; UTC without one.</summary>
    public static ViewerZone Read(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Find(request.Cookies[CookieName]) ?? Utc;
    }

    /// <summary>An instant as clocks of the zone show it.</summary>
    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone);

    /// <summary>The day an instant is in.</summary>
    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(Local(at).DateTime);

    /// <summary>The first instant of a day; where clocks skip midnight, the first after it.</summary>
    public DateTimeOffset Begin(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (_zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        var offset = _zone.IsAmbiguousTime(midnight) ? _zone.GetAmbiguousTimeOffsets(midnight).Max() : _zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>A day and a time of it to the second: <c>30 Nov, 11:04:09</c>.</summary>
    public string Stamp(DateTimeOffset at, Locale locale) =>
        $"{Figures.ShortDay(DayOf(at), locale)}, {Local(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture)}";
}
