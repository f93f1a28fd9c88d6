using System.Globalization;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>Days and months of a provider's zone as stretches of time, in Unix milliseconds.</summary>
internal static class Periods
{
    public static (long Start, long End) Day(ProviderRecord record, string name, TimeSpan zone)
    {
        var text = record.Text(name) ?? "";
        var start = DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var date)
            ? new DateTimeOffset(date, TimeOnly.MinValue, zone).ToUnixTimeMilliseconds()
            : record.Time(name, zone);
        return (start, start + FormatContext.Day);
    }

    public static (long Start, long End) Month(ProviderRecord record, string name, TimeSpan zone)
    {
        var text = record.Text(name) ?? "";
        if (!DateOnly.TryParseExact(text, ["yyyy-MM", "yyyyMM"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
        {
            record.Wrong($"'{name}' is '{ProviderRecord.Show(text)}'; a month is needed there, such as 2026-10.");
            return default;
        }

        return (Start(month, zone), Start(month.AddMonths(1), zone));
    }

    /// <summary>The stretch of so long that a moment is in.</summary>
    public static (long Start, long End) Around(long time, string length, TimeSpan zone)
    {
        if (length == "month")
        {
            var moment = DateTimeOffset.FromUnixTimeMilliseconds(time).ToOffset(zone);
            var month = new DateOnly(moment.Year, moment.Month, 1);
            return (Start(month, zone), Start(month.AddMonths(1), zone));
        }

        var width = length switch { "minute" => 60_000L, "hour" => 3_600_000L, _ => FormatContext.Day };
        var local = time + (long)zone.TotalMilliseconds;
        var start = time - (((local % width) + width) % width);
        return (start, start + width);
    }

    private static long Start(DateOnly day, TimeSpan zone) => new DateTimeOffset(day, TimeOnly.MinValue, zone).ToUnixTimeMilliseconds();
}
