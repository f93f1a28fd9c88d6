namespace NextModel.Limits;

/// <summary>
/// The windows of one period in one time zone: aligned to its calendar, without gap or overlap, over every change of its clocks. A day
/// of 23 or 25 hours is one day.
/// </summary>
public sealed class BudgetCalendar
{
    private const int MaxZoneLength = 64;

    private readonly TimeZoneInfo _zone;
    private readonly BudgetPeriod _period;

    private BudgetCalendar(TimeZoneInfo zone, BudgetPeriod period)
    {
        _zone = zone;
        _period = period;
    }

    /// <summary>Whose clocks decide.</summary>
    public TimeZoneInfo Zone => _zone;

    /// <summary>The calendar; null when there is no such zone in the system's IANA time zone data.</summary>
    public static BudgetCalendar? Find(string zone, BudgetPeriod period)
    {
        // It becomes the name of a file.
        if (zone.Length is 0 or > MaxZoneLength || !zone.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '/')
            || zone[0] == '/')
        {
            return null;
        }

        try
        {
            return new BudgetCalendar(TimeZoneInfo.FindSystemTimeZoneById(zone), period);
        }
        catch (Exception error) when (error is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException
            or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The window that <paramref name="instant"/> lies in.</summary>
    public BudgetWindow WindowAt(DateTimeOffset instant)
    {
        if (_period == BudgetPeriod.Total)
        {
            return new BudgetWindow(DateTimeOffset.UnixEpoch, null);
        }

        // Where clocks go back over midnight a date is shown twice: instants decide, not what the clock shows.
        var first = FirstDay(Local(instant).Date);
        var start = Begin(first);
        while (instant < start)
        {
            first = FirstDay(first.AddDays(-1));
            start = Begin(first);
        }

        var end = Begin(Next(first));
        while (instant >= end)
        {
            (first, start) = (Next(first), end);
            end = Begin(Next(first));
        }

        return new BudgetWindow(start, end);
    }

    private DateTime FirstDay(DateTime day) => _period switch
    {
        BudgetPeriod.Day => day,
        BudgetPeriod.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        _ => new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Unspecified),
    };

    private DateTime Next(DateTime first) => _period switch
    {
        BudgetPeriod.Day => first.AddDays(1),
        BudgetPeriod.Week => first.AddDays(7),
        _ => first.AddMonths(1),
    };

    private DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone).DateTime;

    // The first instant at which clocks show this midnight or, where they skip it, something later.
    private DateTimeOffset Begin(DateTime midnight)
    {
        var shown = new DateTimeOffset(midnight, TimeSpan.Zero);
        var before = _zone.GetUtcOffset(shown.AddHours(-26));
        var after = _zone.GetUtcOffset(shown.AddHours(26));
        var early = shown - (before > after ? before : after);
        if (Local(early) >= midnight)
        {
            return early;
        }

        // Clocks change between here and there, at a whole second.
        var late = shown - (before < after ? before : after);
        var (low, high) = (early.ToUnixTimeSeconds(), late.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = Local(DateTimeOffset.FromUnixTimeSeconds(middle)) >= midnight ? (low, middle) : (middle, high);
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }
}
