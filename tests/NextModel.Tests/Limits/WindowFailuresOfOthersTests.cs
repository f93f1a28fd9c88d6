using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Limits;

/// <summary>Ways in which gateways are known to fail at the windows of budgets, each under the name of the failure.</summary>
public sealed class WindowFailuresOfOthersTests
{
    [Theory]
    [InlineData("Asia/Kuala_Lumpur", "2026-11-21T15:59:59Z")]
    [InlineData("America/New_York", "2026-11-22T04:59:59Z")]
    [InlineData("Asia/Kathmandu", "2026-11-21T18:14:59Z")]
    public void WindowResetsLateByTheOffset_TheZonesMidnightHasCome_TheLimitIsFreeAgain(string zone, string lastSecond) =>
        IsFreeAgainAt(BudgetPeriod.Day, zone, lastSecond);

    [Theory]
    [InlineData("2026-01-31T23:59:59Z")]
    [InlineData("2026-02-28T23:59:59Z")]
    public void MonthIsThirtyDays_MonthsOf31And28Days_EndWithTheirLastDay(string lastSecond) => IsFreeAgainAt(BudgetPeriod.Month, "UTC", lastSecond);

    [Fact]
    public void WeekStartsWithTheEpochsDay_AWeek_StartsOnMonday() => IsFreeAgainAt(BudgetPeriod.Week, "Europe/London", "2026-11-22T23:59:59Z");

    [Theory]
    [InlineData("Europe/London", "2026-03-29T22:59:59Z")]
    [InlineData("Europe/London", "2026-10-25T23:59:59Z")]
    [InlineData("America/New_York", "2026-03-09T03:59:59Z")]
    public void DayIsAlways24Hours_ClocksChange_EndsAtTheNextMidnightOfTheZone(string zone, string lastSecond) =>
        IsFreeAgainAt(BudgetPeriod.Day, zone, lastSecond);

    [Fact]
    public void ProcessStartMovesTheWindow_ABudgetMadeAtNoon_StillResetsAtMidnight()
    {
        var keeper = new BudgetKeeper(new ManualTime(Instant("2026-11-21T12:34:56Z")));
        var budget = BudgetSamples.Budget(period: BudgetPeriod.Day);
        keeper.Put(budget);
        keeper.StateOf(budget.Id)!.Window.End.ShouldBe(Instant("2026-11-22T00:00:00Z"));
    }

    // Spent to the limit in the second before; refused until its end; the stated reset is the instant at which it happens.
    private static void IsFreeAgainAt(BudgetPeriod period, string zone, string lastSecond)
    {
        var time = new ManualTime(Instant(lastSecond));
        var keeper = new BudgetKeeper(time);
        var budget = BudgetSamples.Budget(limit: 10, period: period, zone: zone);
        keeper.Put(budget);
        Spend(keeper).ShouldBeTrue();
        var resets = keeper.StateOf(budget.Id)!.Window.End!.Value;
        resets.ShouldBe(Instant(lastSecond).AddSeconds(1));

        time.Advance(resets - time.GetUtcNow() - TimeSpan.FromTicks(1));
        Spend(keeper).ShouldBeFalse();
        time.Advance(TimeSpan.FromTicks(1));
        Spend(keeper).ShouldBeTrue();
    }

    private static bool Spend(BudgetKeeper keeper)
    {
        if (keeper.TryReserve(keeper.ChainOf(SampleTenant.Caller(), "m", "")!, 10, out var reservation) is not null)
        {
            return false;
        }

        reservation!.SettledNano = 10;
        keeper.Settle(reservation);
        return true;
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
