namespace NextModel.Catalog;

/// <summary>The hours of the week at which a price applies, in UTC, by the minute.</summary>
public sealed class PriceClock
{
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly (int From, int To)[] _spans;
    private readonly int _days;
    private readonly DateOnly[] _except;

    private PriceClock((int, int)[] spans, int days, DateOnly[] except)
    {
        _spans = spans;
        _days = days;
        _except = except;
    }

    /// <summary>Whether the moment is in one of the spans.</summary>
    public bool Shows(DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        if ((_days & (1 << (int)utc.DayOfWeek)) == 0 || (_except.Length > 0 && _except.AsSpan().Contains(DateOnly.FromDateTime(utc))))
        {
            return false;
        }

        var minute = (utc.Hour * 60) + utc.Minute;
        foreach (var (from, to) in _spans)
        {
            if (minute >= from && minute < to)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a window; <paramref name="problem"/> says what is wrong with it.</summary>
    /// <param name="spans"><c>01:00-04:00</c>: from the first minute to before the second, within one day; <c>24:00</c> is its end.</param>
    /// <param name="days"><c>mon</c> … <c>sun</c>, UTC; empty for every day.</param>
    /// <param name="except">UTC days it does not apply on, holidays for example.</param>
    /// <param name="problem">What is wrong, or null.</param>
    public static PriceClock? Parse(IReadOnlyList<string> spans, IReadOnlyList<string> days, IReadOnlyList<DateOnly> except, out string? problem)
    {
        problem = null;
        var mask = days.Count == 0 ? 0b111_1111 : 0;
        foreach (var day in days)
        {
            var number = Array.IndexOf(DayNames, day);
            if (number < 0)
            {
                problem = $"'{day}' is not one of mon, tue, wed, thu, fri, sat, sun.";
                return null;
            }

            mask |= 1 << number;
        }

        var minutes = new (int, int)[spans.Count];
        for (var i = 0; i < minutes.Length; i++)
        {
            var ends = spans[i].Split('-');
            if (ends.Length != 2 || Minute(ends[0]) is not { } from || Minute(ends[1]) is not { } to || from >= to)
            {
                problem = $"'{spans[i]}' is not a span of one day. Write UTC hours as 01:00-04:00; a span over midnight is two.";
                return null;
            }

            minutes[i] = (from, to);
        }

        if (minutes.Length == 0)
        {
            problem = "A window needs at least one span, such as 01:00-04:00.";
            return null;
        }

        return new PriceClock(minutes, mask, [.. except]);
    }

    private static int? Minute(string text) =>
        text.Length == 5 && text[2] == ':' && int.TryParse(text.AsSpan(0, 2), out var hour) && int.TryParse(text.AsSpan(3), out var minute)
        && hour is >= 0 and <= 24 && minute is >= 0 and < 60 && (hour < 24 || minute == 0)
            ? (hour * 60) + minute
            : null;
}
