using System.Net;
using System.Text.RegularExpressions;
using NextModel.Identity;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Site;

public sealed partial class PlaygroundTests : IAsyncLifetime
{
    private const string Path = "/dashboard/playground";

    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;
    private Browsing _browser = null!;

    private Caller Payer => _gateway.Installation.Directory.Callers.Single(caller => caller.Project.Name == "default");

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(_upstream);
        _browser = new Browsing(_gateway);
        await _browser.SignInAsync(_gateway.Installation.Secrets.AdminKey);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Send_WithoutScript_ShowsEveryAnswerWithItsReceipt_PaidByTheChosenKey()
    {
        using var response = await _browser.PostAsync(Path, Form("send", Payer.Key.Id));
        var html = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var receipts = Receipt().Matches(html).Select(match => match.Groups["id"].Value).ToList();
        receipts.Count.ShouldBe(2);
        foreach (var receipt in receipts)
        {
            var (_, page) = await _browser.GetAsync("/dashboard/receipts/" + receipt);
            page.ShouldContain(Payer.Key.Id);
            page.ShouldContain("<dd class=\"mono\">playground</dd>");
        }

        html.ShouldContain("<span data-f=\"mode\" class=\"mode fresh\">Fresh</span>");
    }

    [Fact]
    public async Task Send_AgainAndCached_IsReplayed_UnlessFreshIsAskedFor()
    {
        using (await _browser.PostAsync(Path, Form("send", Payer.Key.Id)))
        {
        }

        using var replayed = await _browser.PostAsync(Path, Form("send", Payer.Key.Id));
        (await replayed.Content.ReadAsStringAsync()).ShouldContain("class=\"mode exact\">Exact cache</span>");
        using var fresh = await _browser.PostAsync(Path, Form("send", Payer.Key.Id, ("cache", "refresh")));
        (await fresh.Content.ReadAsStringAsync()).ShouldNotContain("class=\"mode exact\">Exact cache</span>");
    }

    [Fact]
    public async Task Stream_ForTheScript_TellsOfEachAnswer()
    {
        using var response = await _browser.PostAsync(Path + "/stream", Form("send", Payer.Key.Id));
        var events = await response.Content.ReadAsStringAsync();

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        events.Split("event: result\n").Length.ShouldBe(3);
        events.ShouldContain("event: chunk\n");
        events.ShouldContain("\"status\":\"completed\"");
    }

    [Fact]
    public async Task Estimate_SendsNothing_AndAddsUp()
    {
        var before = _upstream.Requests.Count;
        using var response = await _browser.PostAsync(Path, Form("estimate", Payer.Key.Id, ("max_tokens", "1000")));
        var html = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("Nothing is sent yet.");
        Amount().Count(html).ShouldBe(3, "two models and their sum");
        _upstream.Requests.Count.ShouldBe(before);
        (await _browser.GetAsync("/dashboard/receipts")).Html.ShouldContain("No receipt");
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
        using var response = await _browser.PostAsync(Path, fields);
        var html = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        html.ShouldContain("role=\"alert\"");
        html.ShouldContain("Be brief.");
        _upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Viewer_MayLook_AndMayNotAsk()
    {
        using var viewer = await SignInAsync("default", AccessRole.Viewer);
        (await viewer.GetAsync(Path)).Html.ShouldContain("No key you may ask with");

        using var response = await viewer.PostAsync(Path, Form("send", Payer.Key.Id));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Developer_OfAnotherOrganization_MayNotPayWithThisKey()
    {
        await _gateway.CreateKeyAsync("theirs", "other");
        using var other = await SignInAsync("other", AccessRole.Developer);

        using var response = await other.PostAsync(Path, Form("send", Payer.Key.Id));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain(Payer.Key.Id);
        _upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_FromAnotherSite_IsRefused()
    {
        using var response = await _browser.PostAsync(Path, Form("send", Payer.Key.Id), "https://attacker.example");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _upstream.Requests.ShouldBeEmpty();
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
        var owner = _gateway.Installation.Directory.FindOrganizationByName(organization)!;
        var issued = await _gateway.Installation.ManagementKeys.IssueAsync(
            Administrator.CommandLine, new ManagementKeyRequest(owner.Id, null, "reader", role), CancellationToken.None);
        issued.TryGet(out var key, out _).ShouldBeTrue();
        var browser = new Browsing(_gateway);
        await browser.SignInAsync(key!.RawKey);
        return browser;
    }

    [GeneratedRegex("data-f=\"receipt\" data-to=\"[^\"]*\" href=\"/dashboard/receipts/(?<id>rcpt_[0-9a-f]{32})\"")]
    private static partial Regex Receipt();

    [GeneratedRegex("<td class=\"num\">0\\.[0-9]{9} USD</td>")]
    private static partial Regex Amount();
}
