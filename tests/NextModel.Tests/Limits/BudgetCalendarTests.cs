using System.Globalization;
using NextModel.Limits;

namespace NextModel.Tests.Limits;

/// <summary>Windows of budgets over the changes of clocks (peers.md 3.9: late by the offset, a month of 30 days, UTC only).</summary>
public sealed class BudgetCalendarTests
{
    [Theory]

    // 23 and 25 hours in London.
    [InlineData("Europe/London", "day", "2026-03-29T12:00:00Z", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z")]
    [InlineData("Europe/London", "day", "2026-10-25T12:00:00Z", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z")]
    [InlineData("Europe/London", "month", "2026-03-15T00:00:00Z", "2026-03-01T00:00:00Z", "2026-03-31T23:00:00Z")]
    [InlineData("Europe/London", "month", "2026-10-31T23:59:59Z", "2026-09-30T23:00:00Z", "2026-11-01T00:00:00Z")]
    [InlineData("Europe/London", "week", "2026-03-29T22:59:59Z", "2026-03-23T00:00:00Z", "2026-03-29T23:00:00Z")]
    [InlineData("Europe/London", "week", "2026-10-25T23:59:59Z", "2026-10-18T23:00:00Z", "2026-10-26T00:00:00Z")]

    // And in New York.
    [InlineData("America/New_York", "day", "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z")]
    [InlineData("America/New_York", "day", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("America/New_York", "month", "2026-11-15T00:00:00Z", "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z")]
    [InlineData("America/New_York", "month", "2026-02-28T23:00:00Z", "2026-02-01T05:00:00Z", "2026-03-01T05:00:00Z")]

    // Clocks in Kuala Lumpur do not change, whatever others do, and are eight hours ahead.
    [InlineData("Asia/Kuala_Lumpur", "day", "2026-03-29T15:59:59Z", "2026-03-28T16:00:00Z", "2026-03-29T16:00:00Z")]
    [InlineData("Asia/Kuala_Lumpur", "day", "2026-10-25T16:00:00Z", "2026-10-25T16:00:00Z", "2026-10-26T16:00:00Z")]
    [InlineData("Asia/Kuala_Lumpur", "week", "2026-03-29T15:59:59Z", "2026-03-22T16:00:00Z", "2026-03-29T16:00:00Z")]
    [InlineData("Asia/Kuala_Lumpur", "month", "2026-10-31T15:59:59Z", "2026-09-30T16:00:00Z", "2026-10-31T16:00:00Z")]

    // Midnight itself is skipped in Cairo, and shown twice in Havana.
    [InlineData("Africa/Cairo", "day", "2026-04-24T12:00:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z")]
    [InlineData("America/Havana", "day", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]

    // Samoa had no 30 December 2011.
    [InlineData("Pacific/Apia", "day", "2011-12-30T11:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z")]
    [InlineData("UTC", "month", "2028-02-29T23:59:59Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z")]
    public void WindowAt_AroundAChange_IsTheCalendarsOwn(string zone, string period, string at, string start, string end)
    {
        var window = BudgetCalendar.Find(zone, Enum.Parse<BudgetPeriod>(period, ignoreCase: true))!.WindowAt(Instant(at));

        window.Start.ShouldBe(Instant(start));
        window.End.ShouldBe(Instant(end));
    }

    [Theory]
    [InlineData("Europe/London")]
    [InlineData("Asia/Kuala_Lumpur")]
    [InlineData("America/New_York")]
    [InlineData("Africa/Cairo")]
    [InlineData("America/Havana")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Apia")]
    [InlineData("America/St_Johns")]
    [InlineData("Asia/Kathmandu")]
    public void WindowAt_AnyInstant_TilesTimeWithoutGapOrOverlap(string zone) => Seeds.ForAll(300, random =>
    {
        var calendar = BudgetCalendar.Find(zone, (BudgetPeriod)random.Next(1, 4))!;
        var at = DateTimeOffset.FromUnixTimeSeconds(random.NextInt64(1_262_304_000, 2_051_222_400));

        var window = calendar.WindowAt(at);

        window.Start.ShouldBeLessThanOrEqualTo(at);
        window.End!.Value.ShouldBeGreaterThan(at);
        calendar.WindowAt(window.Start).ShouldBe(window);
        calendar.WindowAt(window.End.Value.AddTicks(-1)).ShouldBe(window);
        calendar.WindowAt(window.End.Value).Start.ShouldBe(window.End.Value);
        calendar.WindowAt(window.Start.AddTicks(-1)).End.ShouldBe(window.Start);
    });

    [Fact]
    public void WindowAt_Total_NeverEnds() =>
        BudgetCalendar.Find("UTC", BudgetPeriod.Total)!.WindowAt(Instant("2026-01-01T00:00:00Z")).End.ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("Europe/Nowhere")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("tzdata.zi")]
    [InlineData("Europe")]
    public void Find_ZoneThatDoesNotExist_IsNull(string zone) => BudgetCalendar.Find(zone, BudgetPeriod.Day).ShouldBeNull();

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
