using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Site;

public sealed partial class ReceiptsExplorerTests : OperatorSite
{
    [Fact]
    public async Task Filters_EachInTheAddress_RestrictsAlone()
    {
        await AskAsync("one", workload: "nightly");
        await AskAsync("one", workload: "nightly");
        await AskAsync("two");
        using var client = Gateway.CreateClient(await Gateway.CreateKeyAsync("apart"));
        await AskAsync("three", client: client);
        var directory = Gateway.Installation.Directory;
        var apart = directory.Projects.Single(project => project.Name == "apart");
        var key = directory.Callers.Single(caller => caller.Project.Id == apart.Id).Key;
        var today = DateTimeOffset.UtcNow;

        foreach (var (query, count) in new[]
        {
            ("", 4), ($"project={apart.Id}", 1), ($"team={apart.TeamId}", 4), ($"key={key.Id}", 1), ("workload=nightly", 2), ("environment=nowhere", 0), ("model=canary", 4),
            ("source=fake", 4), ("source=spare", 0), ("mode=exact_cache", 1), ("mode=fresh&workload=nightly", 1), ("outcome=completed", 4), ("outcome=interrupted", 0), ("min=1000", 0),
            ("min=0.000000001", 4), ($"from={today:yyyy-MM-dd}", 4), ($"to={today:yyyy-MM-dd}", 0), ($"from={today.AddDays(-3):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}", 4),
        })
        {
            var (status, html) = await Browser.GetAsync("/dashboard/receipts?" + query);
            status.ShouldBe(HttpStatusCode.OK, query);
            Ids(html).Count.ShouldBe(count, query);
        }
    }

    [Theory]
    [InlineData("from", "yesterday")]
    [InlineData("to", "2026-02-31")]
    [InlineData("min", "a lot")]
    [InlineData("min", "0.0000000001")]
    [InlineData("outcome", "fine")]
    [InlineData("mode", "slow")]
    public async Task Filter_ThatCannotBeRead_IsSaidAndListsNothing(string field, string value)
    {
        await AskAsync("one");

        var (status, html) = await Browser.GetAsync($"/dashboard/receipts?{field}={Uri.EscapeDataString(value)}");

        status.ShouldBe(HttpStatusCode.BadRequest);
        Ids(html).ShouldBeEmpty();
        html.ShouldContain("role=\"alert\"");
        if (field != "mode")
        {
            html.ShouldContain($"id=\"{field}-wrong\"");
            html.ShouldContain($"value=\"{value}\"");
        }
    }

    [Fact]
    public async Task Filter_EndBeforeItsBegin_IsSaid()
    {
        var (status, html) = await Browser.GetAsync("/dashboard/receipts?from=2026-11-03&to=2026-11-02");

        status.ShouldBe(HttpStatusCode.BadRequest);
        html.ShouldContain("The end has to come after the begin.");
    }

    [Fact]
    public async Task Foot_EveryMatch_AddsUpToTheReceipts_WhateverThePage()
    {
        var charged = 0m;
        for (var i = 0; i < 53; i++)
        {
            charged += await AskAsync($"question {i % 50}");
        }

        var (_, html) = await Browser.GetAsync("/dashboard/receipts");

        Ids(html).Count.ShouldBe(50);
        Foot().Match(html).Groups["amount"].Value.ShouldBe(NextModel.Web.Formatting.Figures.Plain(charged, 9));
        html.ShouldContain("All 53 that match");
    }

    [Fact]
    public async Task Csv_HoldsExactlyTheRowsShown()
    {
        for (var i = 0; i < 52; i++)
        {
            await AskAsync($"question {i}", workload: "-2");
        }

        var (_, html) = await Browser.GetAsync("/dashboard/receipts?model=canary");
        var older = WebUtility.HtmlDecode(Older().Match(html).Groups["link"].Value);
        foreach (var (page, rows) in new[] { ("/dashboard/receipts?model=canary", 50), (older, 2) })
        {
            var shown = Ids((await Browser.GetAsync(page)).Html);
            using var response = await Browser.SendAsync(page.Replace("/receipts?", "/receipts.csv?", StringComparison.Ordinal));
            response.Content.Headers.ContentType!.ToString().ShouldStartWith("text/csv; charset=utf-8");
            response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            var lines = (await response.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            lines.Length.ShouldBe(rows + 1);
            lines[1..].Select(line => line.Split(',')[1]).ShouldBe(shown);
            lines[1..].ShouldAllBe(line => line.Contains(",'-2,", StringComparison.Ordinal), "a spreadsheet would run it as a formula");
        }
    }

    [Fact]
    public async Task TimeZone_Chosen_IsThatOfTimesAndDays()
    {
        await AskAsync("one");
        using (var chosen = await Browser.PostAsync("/dashboard/time-zone", [("zone", "Pacific/Kiritimati"), ("back", "/dashboard/receipts?period=7d")]))
        {
            chosen.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
            chosen.Headers.Location!.OriginalString.ShouldBe("/dashboard/receipts?period=7d");
        }

        var there = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(14));
        var (_, html) = await Browser.GetAsync("/dashboard/receipts");
        html.ShouldContain("by the clocks of Pacific/Kiritimati");
        html.ShouldContain(there.ToString("d MMM, HH:", CultureInfo.InvariantCulture));
        (await Browser.GetAsync("/dashboard")).Html.ShouldContain("<th scope=\"col\">Pacific/Kiritimati</th>");
        Ids((await Browser.GetAsync($"/dashboard/receipts?from={there:yyyy-MM-dd}")).Html).Count.ShouldBe(1, "the day has begun there");
        (await Browser.GetAsync("/dashboard/receipts.csv")).Html.ShouldContain("+14:00,rcpt_");
    }

    [Theory]
    [InlineData("//attacker.example")]
    [InlineData("https://attacker.example/dashboard")]
    [InlineData("/dashboard\\..\\..\\attacker")]
    [InlineData("/dashboardish")]
    public async Task TimeZone_BackToAnywhereElse_IsTheDashboard(string back)
    {
        using var chosen = await Browser.PostAsync("/dashboard/time-zone", [("zone", "UTC"), ("back", back)]);

        chosen.Headers.Location!.OriginalString.ShouldBe("/dashboard");
        (await Browser.GetAsync("/dashboard/time-zone?back=" + Uri.EscapeDataString(back))).Html.ShouldNotContain("attacker");
    }

    [Fact]
    public async Task TimeZone_OfNoSuchName_OrFromElsewhere_IsRefused()
    {
        using var unknown = await Browser.PostAsync("/dashboard/time-zone", [("zone", "../../etc/passwd"), ("back", "")]);
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("zone-wrong");
        using var foreign = await Browser.PostAsync("/dashboard/time-zone", [("zone", "UTC"), ("back", "")], "https://attacker.example");
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<decimal> AskAsync(string question, string? workload = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new StringContent(
            JsonSerializer.Serialize(new { model = "canary", messages = new[] { new { role = "user", content = question } } }), System.Text.Encoding.UTF8, "application/json");
        if (workload is not null)
        {
            request.Headers.Add("x-nextmodel-workload", workload);
        }

        using var response = await (client ?? Gateway.Client).SendAsync(request);
        response.EnsureSuccessStatusCode();
        return decimal.Parse(response.Headers.GetValues("x-nextmodel-cost").Single(), CultureInfo.InvariantCulture);
    }

    private static List<string> Ids(string html) => [.. Receipt().Matches(html).Select(match => match.Value).Distinct()];

    [GeneratedRegex("rcpt_[0-9a-f]{32}")]
    private static partial Regex Receipt();

    [GeneratedRegex("<td role=\"cell\" class=\"num\" data-o=\"2\">(?<amount>[0-9.,]+)</td></tr>\\s*</tfoot>")]
    private static partial Regex Foot();

    [GeneratedRegex("<a class=\"btn small\" href=\"(?<link>[^\"]*before=[^\"]*)\"")]
    private static partial Regex Older();
}
