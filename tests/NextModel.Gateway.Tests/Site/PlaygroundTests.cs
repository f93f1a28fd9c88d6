using System.Net;
using System.Text.RegularExpressions;
using NextModel.Identity;

namespace NextModel.Gateway.Tests.Site;

public sealed partial class PlaygroundTests : OperatorSite
{
    private const string Path = "/dashboard/playground";

    private Caller Payer => Gateway.Installation.Directory.Callers.Single(caller => caller.Project.Name == "default");

    [Fact]
    public async Task Send_WithoutScript_ShowsEveryAnswerWithItsReceipt_PaidByTheChosenKey()
    {
        using var response = await Browser.PostAsync(Path, Form("send", Payer.Key.Id));
        var html = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var receipts = Receipt().Matches(html).Select(match => match.Groups["id"].Value).ToList();
        receipts.Count.ShouldBe(2);
        foreach (var receipt in receipts)
        {
            var (_, page) = await Browser.GetAsync("/dashboard/receipts/" + receipt);
            page.ShouldContain(Payer.Key.Id);
            page.ShouldContain("<dd class=\"mono\">playground</dd>");
        }

        html.ShouldContain("<span data-f=\"mode\" class=\"mode fresh\">Fresh</span>");
    }

    [Fact]
    public async Task Send_AgainAndCached_IsReplayed_UnlessFreshIsAskedFor()
    {
        using (await Browser.PostAsync(Path, Form("send", Payer.Key.Id)))
        {
        }

        using var replayed = await Browser.PostAsync(Path, Form("send", Payer.Key.Id));
        (await replayed.Content.ReadAsStringAsync()).ShouldContain("class=\"mode exact\">Exact cache</span>");
        using var fresh = await Browser.PostAsync(Path, Form("send", Payer.Key.Id, ("cache", "refresh")));
        (await fresh.Content.ReadAsStringAsync()).ShouldNotContain("class=\"mode exact\">Exact cache</span>");
    }

    [Fact]
    public async Task Stream_ForTheScript_TellsOfEachAnswer()
    {
        using var response = await Browser.PostAsync(Path + "/stream", Form("send", Payer.Key.Id));
        var events = await response.Content.ReadAsStringAsync();

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        events.Split("event: result\n").Length.ShouldBe(3);
        events.ShouldContain("event: chunk\n");
        events.ShouldContain("\"status\":\"completed\"");
    }

    [Fact]
    public async Task Estimate_SendsNothing_AndAddsUp()
    {
        var before = Upstream.Requests.Count;
        using var response = await Browser.PostAsync(Path, Form("estimate", Payer.Key.Id, ("max_tokens", "1000")));
        var html = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("Nothing is sent yet.");
        Amount().Count(html).ShouldBe(3, "two models and their sum");
        Upstream.Requests.Count.ShouldBe(before);
        (await Browser.GetAsync("/dashboard/receipts")).Html.ShouldContain("No receipt");
    }

    [Theory]
    [InlineData("model", "")]
    [InlineData("user", " ")]
    [InlineData("temperature", "hot")]
    [InlineData("max_tokens", "0")]
    [InlineData("key", "key_of_somebody_else")]
    public async Task Field_Wrong_IsSaid_KeepsWhatWasTyped_AndSendsNothing(string field, string value)
    {
        var fields = field == "model" ? Form("send", Payer.Key.Id).Where(one => one.Name != "model").Append(("model", "canary")) : Form("send", Payer.Key.Id, (field, value));
        using var response = await Browser.PostAsync(Path, fields);
        var html = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        html.ShouldContain("role=\"alert\"");
        html.ShouldContain("Be brief.");
        Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Viewer_MayLook_AndMayNotAsk()
    {
        using var viewer = await SignInAsync("default", AccessRole.Viewer);
        (await viewer.GetAsync(Path)).Html.ShouldContain("No key you may ask with");

        using var response = await viewer.PostAsync(Path, Form("send", Payer.Key.Id));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Developer_OfAnotherOrganization_MayNotPayWithThisKey()
    {
        await Gateway.CreateKeyAsync("theirs", "other");
        using var other = await SignInAsync("other", AccessRole.Developer);

        using var response = await other.PostAsync(Path, Form("send", Payer.Key.Id));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain(Payer.Key.Id);
        Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_FromAnotherSite_IsRefused()
    {
        using var response = await Browser.PostAsync(Path, Form("send", Payer.Key.Id), "https://attacker.example");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        Upstream.Requests.ShouldBeEmpty();
    }

    private static List<(string Name, string Value)> Form(string what, string key, params ReadOnlySpan<(string Name, string Value)> changes)
    {
        var fields = new List<(string Name, string Value)>
        {
            ("do", what), ("key", key), ("system", "Be brief."), ("user", "Say hello."), ("temperature", ""), ("max_tokens", "50"), ("cache", "default"),
            ("model", "canary"), ("model", "echo"),
        };
        foreach (var change in changes)
        {
            fields.RemoveAll(field => field.Name == change.Name);
            fields.Add(change);
        }

        return fields;
    }

    private async Task<Browsing> SignInAsync(string organization, AccessRole role)
    {
        var owner = Gateway.Installation.Directory.FindOrganizationByName(organization)!;
        var issued = await Gateway.Installation.ManagementKeys.IssueAsync(
            Administrator.CommandLine, new ManagementKeyRequest(owner.Id, null, "reader", role), CancellationToken.None);
        issued.TryGet(out var key, out _).ShouldBeTrue();
        var browser = new Browsing(Gateway);
        await browser.SignInAsync(key!.RawKey);
        return browser;
    }

    [GeneratedRegex("data-f=\"receipt\" data-to=\"[^\"]*\" href=\"/dashboard/receipts/(?<id>rcpt_[0-9a-f]{32})\"")]
    private static partial Regex Receipt();

    [GeneratedRegex("<td class=\"num\">0\\.[0-9]{9} USD</td>")]
    private static partial Regex Amount();
}
