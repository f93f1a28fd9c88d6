using System.Globalization;
using NextModel.Reporting;

namespace NextModel.Tests.Reporting;

public sealed class UsageCalendarTests
{
    private static readonly ReceiptScope Scope = new("org_1", null);

    // Ranges and bounds as their clocks and calendars have them (IANA time zone data).
    [Theory]
    [InlineData("UTC", UsageInterval.Day, "2026-11-21T09:30:00Z", "2026-11-23T00:00:00Z", "2026-11-21T09:30:00+00:00 2026-11-22T00:00:00+00:00")]
    [InlineData("Asia/Kathmandu", UsageInterval.Day, "2026-11-20T18:15:00Z", "2026-11-22T18:15:00Z", "2026-11-21T00:00:00+05:45 2026-11-22T00:00:00+05:45")]
    [InlineData("Asia/Kolkata", UsageInterval.Hour, "2026-11-21T09:30:00Z", "2026-11-21T11:15:00Z", "2026-11-21T15:00:00+05:30 2026-11-21T16:00:00+05:30")]
    [InlineData("America/New_York", UsageInterval.Day, "2026-11-01T04:00:00Z", "2026-11-03T05:00:00Z", "2026-11-01T00:00:00-04:00 2026-11-02T00:00:00-05:00")]
    [InlineData("America/New_York", UsageInterval.Hour, "2026-11-01T05:00:00Z", "2026-11-01T08:00:00Z",
        "2026-11-01T01:00:00-04:00 2026-11-01T01:00:00-05:00 2026-11-01T02:00:00-05:00")]
    [InlineData("America/New_York", UsageInterval.Hour, "2026-03-08T06:00:00Z", "2026-03-08T08:00:00Z", "2026-03-08T01:00:00-05:00 2026-03-08T03:00:00-04:00")]
    [InlineData("Australia/Lord_Howe", UsageInterval.Hour, "2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z",
        "2026-04-05T01:00:00+11:00 2026-04-05T01:30:00+10:30 2026-04-05T02:00:00+10:30")]
    [InlineData("Europe/London", UsageInterval.Week, "2026-10-18T23:00:00Z", "2026-11-02T00:00:00Z", "2026-10-19T00:00:00+01:00 2026-10-26T00:00:00+00:00")]
    [InlineData("Pacific/Auckland", UsageInterval.Month, "2026-08-31T12:00:00Z", "2026-10-31T11:00:00Z", "2026-09-01T00:00:00+12:00 2026-10-01T00:00:00+13:00")]
    [InlineData("UTC", UsageInterval.None, "2026-11-21T09:30:00Z", "2026-11-23T00:00:00Z", "2026-11-21T09:30:00+00:00")]
    public void Starts_OfARange_AreWhereTheClocksOfTheZoneSay(string zone, UsageInterval interval, string from, string to, string starts)
    {
        var calendar = new UsageCalendar(Query(zone, interval, from, to));

        Enumerable.Range(0, calendar.Count).Select(i => calendar.Local(calendar[i].Start).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture))
            .ShouldBe(starts.Split(' '));
        calendar[^1].End.ShouldBe(DateTimeOffset.Parse(to, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());
    }

    [Fact]
    public void IndexOf_EveryQuarterOfAYearInManyZones_IsTheIntervalThatHoldsIt()
    {
        foreach (var zone in (string[])["UTC", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Casablanca", "Europe/Dublin"])
        {
            foreach (var interval in Enum.GetValues<UsageInterval>())
            {
                var calendar = new UsageCalendar(Query(zone, interval, "2026-01-01T00:15:00Z", "2027-01-01T00:00:00Z"));
                var last = -1;
                for (var at = calendar[0].Start; at < calendar[^1].End; at += UsageCalendar.Quarter)
                {
                    var index = calendar.IndexOf(at + 7);
                    (index == last || index == last + 1).ShouldBeTrue($"{zone} {interval}");
                    (calendar[index].Start <= at && at < calendar[index].End).ShouldBeTrue($"{zone} {interval}");
                    last = index;
                }

                last.ShouldBe(calendar.Count - 1);
            }
        }
    }

    [Fact]
    public void Range_BetweenQuarters_IsWidenedToThem()
    {
        var calendar = new UsageCalendar(Query("UTC", UsageInterval.None, "2026-11-21T09:31:00Z", "2026-11-21T09:31:01Z"));
        calendar.Count.ShouldBe(1);
        calendar[0].ShouldBe((At("2026-11-21T09:30:00Z"), At("2026-11-21T09:45:00Z")));
    }

    private static UsageQuery Query(string zone, UsageInterval interval, string from, string to) =>
        new(Scope, ReceiptFilter.All, DateTimeOffset.Parse(from, CultureInfo.InvariantCulture), DateTimeOffset.Parse(to, CultureInfo.InvariantCulture))
        {
            TimeZone = zone,
            Interval = interval,
        };

    private static long At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
