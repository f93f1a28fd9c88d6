using System.Net;

namespace NextModel.Gateway.Tests.Site;

/// <summary>Budgets made, hit and changed on the dashboard.</summary>
public sealed class BudgetPagesTests : OperatorSite
{
    [Fact]
    public async Task Budget_Hit_RefusesAndThePageSaysWhyAndUntilWhen()
    {
        (await Browser.GetAsync("/dashboard/budgets")).Html.ShouldContain("Nothing limits what may be spent");
        var (status, _, location) = await Browser.SendFormAsync(
            "/dashboard/budgets/new", "new", ("limit", "0.000001"), ("window", "month"), ("time_zone", "Asia/Kuala_Lumpur"), ("name", "tiny"));
        status.ShouldBe(HttpStatusCode.SeeOther);
        (await Browser.GetAsync(location!)).Html.ShouldContain("tiny counts from now on.");

        using var refused = await Gateway.ChatAsync("""{"model":"canary","max_tokens":100,"messages":[{"role":"user","content":"x"}]}""");
        ((int)refused.StatusCode).ShouldBe(402);

        var (_, page) = await Browser.GetAsync(location!);
        page.ShouldContain("0.000001 USD</strong> left of 0.000001 USD");
        page.ShouldContain("00:00 Asia/Kuala_Lumpur (", customMessage: "the reset in the budget's own zone and in UTC");
        page.ShouldContain("16:00 UTC");
    }

    [Fact]
    public async Task Budget_Spent_SaysThatNothingIsLeft_AndWhoSpentIt()
    {
        (await Gateway.ChatAsync("""{"model":"canary","messages":[{"role":"user","content":"x"}]}""")).EnsureSuccessStatusCode();
        var (_, _, location) = await Browser.SendFormAsync("/dashboard/budgets/new", "new", ("limit", "0"), ("name", "spent"));

        var (_, page) = await Browser.GetAsync(location!);
        page.ShouldContain("402 <code>budget_exceeded</code>");
        page.ShouldContain(">test</a>");
        var (_, list) = await Browser.GetAsync("/dashboard/budgets");
        list.ShouldContain("<strong>1</strong> of 1 budgets have nothing left");
        list.ShouldContain("nothing left");
    }

    [Theory]
    [InlineData("limit", "a lot", "new-limit-wrong")]
    [InlineData("limit", "-1", "new-limit-wrong")]
    [InlineData("limit", "", "new-limit-wrong")]
    [InlineData("thresholds", "80, most", "new-thresholds-wrong")]
    [InlineData("thresholds", "80, 4000", "new-thresholds-wrong")]
    [InlineData("time_zone", "Nowhere/Land", "new-time_zone-wrong")]
    [InlineData("model", "no-such-model", "new-model-wrong")]
    [InlineData("scope_id", "team:no-such-team", "new-scope_id-wrong")]
    public async Task Create_Refused_SaysSoBesideTheField_AndKeepsWhatWasTyped(string field, string typed, string problem)
    {
        var (status, html, _) = await Browser.SendFormAsync(
            "/dashboard/budgets/new", "new", field == "limit" ? [("name", "kept"), (field, typed)] : [("limit", "10"), ("name", "kept"), (field, typed)]);

        ((int)status).ShouldBeInRange(400, 404);
        html.ShouldContain($"id=\"{problem}\"");
        var form = SentForm.Find(html, "new");
        form["name"].ShouldBe("kept");
        if (field != "scope_id")
        {
            form[field].ShouldBe(typed);
        }
    }

    [Fact]
    public async Task Change_OfAnOldVersion_KeepsBoth()
    {
        var (_, _, location) = await Browser.SendFormAsync("/dashboard/budgets/new", "new", ("limit", "10"), ("name", "shared"));
        var (_, open) = await Browser.GetAsync(location!);
        (await Browser.SendAsync(SentForm.Find(open, "details"), ("limit", "20"))).Status.ShouldBe(HttpStatusCode.SeeOther);

        var (status, html, _) = await Browser.SendAsync(SentForm.Find(open, "details"), ("limit", "30"));

        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        SentForm.Find(html, "details")["limit"].ShouldBe("30");
        html.ShouldContain("<b>20</b>");
        (await Browser.SendAsync(SentForm.Find(html, "details"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await Browser.GetAsync(location!)).Html.ShouldContain("left of 30.00 USD");
    }

    [Fact]
    public async Task Delete_NeedsTheName_AndIsGone()
    {
        var (_, _, location) = await Browser.SendFormAsync("/dashboard/budgets/new", "new", ("limit", "10"), ("name", "old"));

        (await Browser.SendFormAsync(location! + "/delete", "delete", ("name", "other"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Browser.SendFormAsync(location! + "/delete", "delete", ("name", "old"))).Location.ShouldBe("/dashboard/budgets");

        (await Browser.GetAsync("/dashboard/budgets")).Html.ShouldContain("old is deleted.");
        (await Browser.GetAsync(location!)).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
