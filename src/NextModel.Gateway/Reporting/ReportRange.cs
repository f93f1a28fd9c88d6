using System.Globalization;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Limits;

namespace NextModel.Gateway.Reporting;

/// <summary>A range of time as reports are asked for it: instants, or days of a time zone.</summary>
/// <param name="From">First instant.</param>
/// <param name="To">End, not included.</param>
/// <param name="TimeZone">IANA name.</param>
internal sealed record ReportRange(DateTimeOffset From, DateTimeOffset To, string TimeZone)
{
    private const int UsualDays = 30;

    /// <summary>Reads it; the last 30 days unless given.</summary>
    /// <param name="parameters">Query parameters by name.</param>
    /// <param name="now">Where a range without an end ends.</param>
    public static Result<ReportRange> Read(IReadOnlyDictionary<string, string> parameters, DateTimeOffset now)
    {
        var zone = parameters.GetValueOrDefault("time_zone") ?? "UTC";
        if (BudgetCalendar.Find(zone, BudgetPeriod.Day) is not { } days)
        {
            return Bad("time_zone", $"'{Header.Show(zone)}' is not an IANA time zone such as Asia/Kolkata or UTC.");
        }

        if (!TryRead(parameters.GetValueOrDefault("to"), days, now, out var to))
        {
            return Bad("to", Explain(parameters["to"]));
        }

        if (!TryRead(parameters.GetValueOrDefault("from"), days, to.AddDays(-UsualDays), out var from))
        {
            return Bad("from", Explain(parameters["from"]));
        }

        return from < to
            ? new ReportRange(from, to, zone)
            : Bad("from", string.Create(CultureInfo.InvariantCulture, $"'{from:yyyy-MM-ddTHH:mm:ssK}' is not before 'to', '{to:yyyy-MM-ddTHH:mm:ssK}'."));
    }

    internal static GatewayError Bad(string name, string what) =>
        new(GatewayErrorCode.InvalidRequest, $"The query parameter '{Header.Show(name)}' {what}", Header.Show(name));

    private static string Explain(string text) =>
        $"'{Header.Show(text)}' is neither a day such as 2026-11-22, which begins in the time zone, nor an instant such as 2026-11-22T08:15:00Z.";

    private static bool TryRead(string? text, BudgetCalendar days, DateTimeOffset unlessGiven, out DateTimeOffset at)
    {
        at = unlessGiven;
        if (text is null)
        {
            return true;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            // Noon of UTC is that day, or nearly, everywhere; the window decides.
            var noon = new DateTimeOffset(day.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero);
            var offset = days.Zone.GetUtcOffset(noon);
            at = days.WindowAt(noon - offset).Start.ToUniversalTime();
            return true;
        }

        // Without a zone of its own it would be read in the machine's.
        return text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);
    }
}
