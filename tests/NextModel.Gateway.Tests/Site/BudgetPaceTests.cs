using System.Text.Json;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Budgets;
using NextModel.Web.Dashboard.Policies;

namespace NextModel.Gateway.Tests.Site;

public sealed class BudgetPaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Pace_InTheMiddle_GoesOnStraight()
    {
        var pace = BudgetPace.Of(Budget("100", "60"), Start.AddDays(15));

        pace.AtReset.ShouldBe(120m);
        pace.Reached.ShouldBe(Start.AddDays(25));
    }

    [Fact]
    public void Pace_BelowTheLimit_ReachesNothing()
    {
        var pace = BudgetPace.Of(Budget("100", "40"), Start.AddDays(15));

        pace.AtReset.ShouldBe(80m);
        pace.Reached.ShouldBeNull();
    }

    [Fact]
    public void Pace_InTheFirstHour_OrWithoutAnEnd_IsNotTold()
    {
        BudgetPace.Of(Budget("100", "40"), Start.AddMinutes(59)).AtReset.ShouldBeNull();
        BudgetPace.Of(Budget("100", "40", end: null), Start.AddDays(15)).AtReset.ShouldBeNull();
        BudgetPace.Of(Budget("100", "100"), Start.AddDays(15)).Reached.ShouldBeNull("it is reached already");
    }

    [Fact]
    public void Decimals_OfAmounts_AreTheFewestThatShowAll()
    {
        BudgetRow.Decimals([1m, 2.5m]).ShouldBe(2);
        BudgetRow.Decimals([1m, 0.00003m]).ShouldBe(5);
        BudgetRow.Decimals([]).ShouldBe(2);
    }

    [Fact]
    public void DocumentProblems_InARefusal_HaveTheirPlace()
    {
        var problems = DocumentProblem.In("The policy has 2 problems; nothing was changed.\nrules[0].when (line 4, column 11): There is no 'modle'.\nthe file: no place");

        problems.ShouldBe([new DocumentProblem(4, 11, "rules[0].when", "There is no 'modle'.")]);
    }

    private static AdminObject Budget(string limit, string settled, string? end = "2026-12-01T00:00:00Z") => new(JsonDocument.Parse(
        $$"""{"limit":"{{limit}}","settled":"{{settled}}","reserved":"0","unknown":"0","started_at":"2026-11-01T00:00:00Z"{{(end is null ? "" : $",\"resets_at\":\"{end}\"")}}}""").RootElement);
}
