using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Site;

public sealed partial class DashboardTests : OperatorSite
{
    [Fact]
    public async Task Overview_NothingServed_SaysWhatToDo()
    {
        var (status, html) = await Browser.GetAsync("/dashboard");

        status.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("No request yet");
        html.ShouldContain(Gateway.Installation.Installation.PublicUrl + "/v1");
    }

    [Fact]
    public async Task Overview_EveryTable_AddsUpToTheReceipts()
    {
        var charged = 0m;
        for (var i = 0; i < 6; i++)
        {
            charged += decimal.Parse(await AskAsync($"question {i % 4}"), System.Globalization.CultureInfo.InvariantCulture);
        }

        var (_, html) = await Browser.GetAsync("/dashboard");

        var totals = Foot().Matches(html).Select(match => match.Groups["amount"].Value).ToList();
        totals.Count.ShouldBe(5, "a table by time, team, project, key and model");
        totals.Distinct().Single().ShouldBe(NextModel.Web.Formatting.Figures.Plain(charged, 9));
        html.ShouldContain("6 requests");
        html.ShouldContain("2 verified replays");
    }

    [Fact]
    public async Task Receipts_EachServedRequest_IsListedAndOpens()
    {
        await AskAsync("one");
        await AskAsync("one");

        var (_, list) = await Browser.GetAsync("/dashboard/receipts");
        var ids = Receipt().Matches(list).Select(match => match.Value).Distinct().ToList();
        ids.Count.ShouldBe(2);
        foreach (var id in ids)
        {
            var (status, page) = await Browser.GetAsync("/dashboard/receipts/" + id);
            status.ShouldBe(HttpStatusCode.OK);
            page.ShouldContain("<span class=\"mode ok\">Valid</span>");
            page.ShouldContain(id);
        }

        (await Browser.GetAsync("/dashboard/receipts?mode=exact_cache")).Html.ShouldContain("1 shown");
        (await Browser.GetAsync("/dashboard/receipts?model=another")).Html.ShouldContain("No receipt");
    }

    [Theory]
    [InlineData("/dashboard/receipts/rcpt_00000000000000000000000000000000", "/dashboard/receipts")]
    [InlineData("/dashboard/projects/teams/nothing", "/dashboard/projects")]
    [InlineData("/dashboard/webhooks/%E2%80%AE%3Cb%3E/delete", "/dashboard/webhooks")]
    public async Task WhatIsNotThere_IsSaidInTheDashboard_AndLeadsBackToWhereItWouldBe(string path, string section)
    {
        var (status, html) = await Browser.GetAsync(path);

        status.ShouldBe(HttpStatusCode.NotFound);
        html.ShouldContain("<nav class=\"rail\"");
        html.ShouldContain($"<a class=\"btn primary\" href=\"{section}\">");
        html.ShouldNotContain("\u202E");
        html.ShouldNotContain("<b>");
    }

    [Fact]
    public async Task Receipts_MoreThanAPage_AreReachedByKeyset()
    {
        for (var i = 0; i < 55; i++)
        {
            await AskAsync($"question {i}");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var path = "/dashboard/receipts";
        for (var page = 0; page < 2; page++)
        {
            var (_, html) = await Browser.GetAsync(path);
            seen.UnionWith(Receipt().Matches(html).Select(match => match.Value));
            path = WebUtility.HtmlDecode(Older().Match(html).Groups["link"].Value);
        }

        seen.Count.ShouldBe(55);
    }

    [Fact]
    public async Task ManagementKey_OfAnotherOrganization_SeesNothingOfThis()
    {
        await AskAsync("one");
        var id = Receipt().Match((await Browser.GetAsync("/dashboard/receipts")).Html).Value;
        await Gateway.CreateKeyAsync("theirs", "other");
        var organization = Gateway.Installation.Directory.FindOrganizationByName("other")!;
        var issued = await Gateway.Installation.ManagementKeys.IssueAsync(
            NextModel.Identity.Administrator.CommandLine, new NextModel.Identity.ManagementKeyRequest(organization.Id, null, "reader", NextModel.Identity.AccessRole.Viewer), CancellationToken.None);
        issued.TryGet(out var key, out _).ShouldBeTrue();
        using var other = new Browsing(Gateway);
        await other.SignInAsync(key!.RawKey);

        (await other.GetAsync("/dashboard/receipts/" + id)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync("/dashboard/receipts")).Html.ShouldNotContain(id);
        (await other.GetAsync("/dashboard?organization=default")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync("/dashboard")).Html.ShouldContain("other");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("invoice\u202Efdp.exe")]
    public async Task Names_WithMarkup_AreShownInert(string name)
    {
        using var client = Gateway.CreateClient(await Gateway.CreateKeyAsync(name));
        (await Gateway.ChatAsync("""{"model":"canary","messages":[{"role":"user","content":"x"}]}""", client)).EnsureSuccessStatusCode();

        foreach (var path in new[] { "/dashboard", "/dashboard/receipts", "/dashboard/api-keys", "/dashboard/playground", "/dashboard/exports" })
        {
            var (_, html) = await Browser.GetAsync(path);
            html.ShouldNotContain("<script>alert");
            html.ShouldNotContain("<img src=x");
            html.Contains('\u202E', StringComparison.Ordinal).ShouldBeFalse($"{path}: what stands after it would be read backwards");
            html.ShouldContain(NextModel.Web.Site.HtmlText.Encoder.Encode(NextModel.Web.Formatting.VisibleText.Of(name)));
        }
    }

    [Fact]
    public async Task Pages_AreNotKept_AndAreStrict()
    {
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = Browser.Cookies, AllowAutoRedirect = false }) { BaseAddress = new Uri(Gateway.Origin) };
        foreach (var path in new[] { "/dashboard", "/dashboard/receipts", "/dashboard/api-keys" })
        {
            using var response = await client.GetAsync(path);
            response.Headers.CacheControl!.NoStore.ShouldBeTrue();
            response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        }
    }

    private async Task<string> AskAsync(string question)
    {
        using var response = await Gateway.ChatAsync(
            JsonSerializer.Serialize(new { model = "canary", messages = new[] { new { role = "user", content = question } } }));
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("x-nextmodel-cost").Single();
    }

    [GeneratedRegex("rcpt_[0-9a-f]{32}")]
    private static partial Regex Receipt();

    [GeneratedRegex("<tfoot[^>]*>.*?<td[^>]* ?class=\"num\"[^>]*>(?<amount>[0-9.,]+)</td>(?:<td[^>]*class=\"lo\"></td>)?</tr></tfoot>", RegexOptions.Singleline | RegexOptions.RightToLeft)]
    private static partial Regex Foot();

    [GeneratedRegex("<a class=\"btn small\" href=\"(?<link>[^\"]*before=[^\"]*)\"")]
    private static partial Regex Older();
}
