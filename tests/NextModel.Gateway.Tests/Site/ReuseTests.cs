using System.Net;

namespace NextModel.Gateway.Tests.Site;

/// <summary>The bench in the dashboard, on traffic that was really served.</summary>
public sealed class ReuseTests : OperatorSite
{
    [Fact]
    public async Task Page_FewRequests_SaysHowManyItNeeds()
    {
        await AskAsync(3, 3);

        var (status, html) = await Browser.GetAsync("/dashboard/cache-safety");

        status.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("<strong>3</strong> completed requests are too few to reckon with; <strong>30</strong> are needed");
    }

    [Fact]
    public async Task Page_TrafficThatRepeats_CountsRepeatsAndSaysNothingOfTheTexts()
    {
        await AskAsync(40, 10);

        var (status, html) = await Browser.GetAsync("/dashboard/cache-safety?period=24h");

        status.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("<dd>30, 75.0%</dd>", Case.Sensitive, "10 of 40 were new");
        html.ShouldContain("No evidence against this gateway");
        WebUtility.HtmlDecode(html).ShouldContain("Exact + canonical JSON");
        html.ShouldNotContain("secret question");
    }

    [Fact]
    public async Task Page_ProjectThatIsNotTheirs_IsNotThere() =>
        (await Browser.GetAsync("/dashboard/cache-safety?project=prj_other")).Status.ShouldBe(HttpStatusCode.NotFound);

    private async Task AskAsync(int requests, int distinct)
    {
        for (var i = 0; i < requests; i++)
        {
            using var answer = await Gateway.ChatAsync($$"""{"model":"echo","messages":[{"role":"user","content":"secret question {{i % distinct}}"}]}""");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }
}
