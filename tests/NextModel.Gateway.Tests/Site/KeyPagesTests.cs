using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Site;

/// <summary>API keys made and changed on the dashboard: the same rules, versions and trail as over the API.</summary>
public sealed partial class KeyPagesTests : OperatorConsole
{
    [Fact]
    public async Task Create_ShowsTheSecretOnce_ItWorks_AndIsNowhereElse()
    {
        var (status, html, _) = await Browser.SendFormAsync("/dashboard/api-keys/new", "new", ("name", "ci"), ("workload", "build"));

        status.ShouldBe(HttpStatusCode.OK);
        var secret = Secret().Match(html).Value;
        (await Admin.ChatAsync(secret)).Status.ShouldBe(200);
        html.ShouldContain("chat/completions", customMessage: "the first call stands beside it");
        var id = await FindAsync("ci");
        foreach (var path in new[] { "/dashboard/api-keys", "/dashboard/api-keys/" + id, "/dashboard/receipts" })
        {
            (await Browser.GetAsync(path)).Html.ShouldNotContain(secret);
        }

        var entry = await LastEntryAsync(id);
        entry.GetProperty("action").GetString().ShouldBe("key.create");
        entry.GetProperty("actor").GetProperty("kind").GetString().ShouldBe("operator");
        entry.GetProperty("actor").GetProperty("via").GetString().ShouldBe("dashboard");
    }

    [Fact]
    public async Task Create_Refused_SaysSoBesideTheField_AndKeepsWhatWasTyped()
    {
        var (status, html, _) = await Browser.SendFormAsync(
            "/dashboard/api-keys/new", "new", ("name", "=cmd"), ("environment", "<b>prod"), ("workload", "build"), ("expires_at", ""));

        status.ShouldBe(HttpStatusCode.BadRequest);
        var form = SentForm.Find(html, "new");
        (form["name"], form["environment"], form["workload"]).ShouldBe(("=cmd", "<b>prod", "build"));
        html.ShouldNotContain("<b>prod");
        html.ShouldContain("aria-invalid=\"true\"");
        Problem().Match(html).Groups["id"].Value.ShouldBeOneOf("new-name-wrong", "new-environment-wrong");
        (await Admin.SendAsync("GET", "keys")).Json.GetProperty("data").EnumerateArray().ShouldNotContain(key => key.GetProperty("workload").GetString() == "build");
    }

    [Fact]
    public async Task Create_DayThatIsNone_IsRefusedInTheReadersLanguage()
    {
        using var reader = new Browsing(Admin.Gateway);
        using (await reader.PostAsync("/zh/sign-in", ("key", Admin.OperatorKey)))
        {
            var (status, html, _) = await reader.SendFormAsync("/dashboard/api-keys/new", "new", ("name", "ci"), ("expires_at", "someday"));

            status.ShouldBe(HttpStatusCode.BadRequest);
            html.ShouldContain("id=\"new-expires_at-wrong\"");
            html.ShouldContain("请填写日期和时间");
            SentForm.Find(html, "new")["expires_at"].ShouldBe("someday");
        }
    }

    [Fact]
    public async Task Change_IsSaved_AndTheNextPageSaysSoOnce()
    {
        var id = await MakeAsync("ci");

        var (status, _, location) = await Browser.SendFormAsync("/dashboard/api-keys/" + id, "details", ("name", "cd"), ("environment", "staging"));

        status.ShouldBe(HttpStatusCode.SeeOther);
        location.ShouldBe("/dashboard/api-keys/" + id);
        var (_, page) = await Browser.GetAsync(location!);
        page.ShouldContain("cd is saved.");
        SentForm.Find(page, "details")["environment"].ShouldBe("staging");
        (await Browser.GetAsync(location!)).Html.ShouldNotContain("cd is saved.");
    }

    [Fact]
    public async Task Change_OfAnOldVersion_SaysWhoWasFaster_ShowsBoth_AndCanBeSentAgain()
    {
        var id = await MakeAsync("ci");
        var (_, open) = await Browser.GetAsync("/dashboard/api-keys/" + id);
        var faster = JsonDocument.Parse((await Admin.MakeAsync("management-keys", """{"name":"ada","role":"owner"}""")).Body).RootElement.GetProperty("raw_key").GetString()!;
        (await Admin.SendAsync("PATCH", "keys/" + id, """{"name":"hers"}""", key: faster, ifMatch: "*")).Status.ShouldBe(200);

        var (status, html, _) = await Browser.SendAsync(SentForm.Find(open, "details"), ("name", "mine"));

        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        html.ShouldContain("<strong>ada</strong> changed this on");
        var form = SentForm.Find(html, "details");
        form["name"].ShouldBe("mine");
        html.ShouldContain("<b>hers</b>");
        (await NameAsync(id)).ShouldBe("hers");
        (await Browser.SendAsync(form)).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await NameAsync(id)).ShouldBe("mine");
    }

    [Fact]
    public async Task Rotate_ShowsTheNewSecretOnce_AndTheOldOneStopsAsAsked()
    {
        var first = Secret().Match((await Browser.SendFormAsync("/dashboard/api-keys/new", "new", ("name", "ci"))).Html).Value;
        var id = await FindAsync("ci");

        var (status, html, _) = await Browser.SendFormAsync("/dashboard/api-keys/" + id, "rotate", ("grace_seconds", "0"));

        status.ShouldBe(HttpStatusCode.OK);
        var second = Secret().Match(html).Value;
        second.ShouldNotBe(first);
        (await Admin.ChatAsync(second)).Status.ShouldBe(200);
        (await Admin.ChatAsync(first)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Revoke_NeedsTheNameTyped_AndEndsTheKey()
    {
        var id = await MakeAsync("ci");

        var (status, html, _) = await Browser.SendFormAsync($"/dashboard/api-keys/{id}/revoke", "revoke", ("name", "cd"));
        status.ShouldBe(HttpStatusCode.BadRequest);
        html.ShouldContain("id=\"revoke-name-wrong\"");

        (await Browser.SendAsync(SentForm.Find(html, "revoke"), ("name", "ci"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await Admin.SendAsync("GET", "keys/" + id)).Json.TryGetProperty("revoked_at", out _).ShouldBeTrue();
        (await Browser.GetAsync("/dashboard/api-keys/" + id)).Html.ShouldNotContain("id=\"rotate\"");
    }

    [Fact]
    public async Task Limits_AreSet_AndWhatIsNoNumberIsRefusedBesideItsField()
    {
        var id = await MakeAsync("ci");

        var (refused, html, _) = await Browser.SendFormAsync("/dashboard/api-keys/" + id, "limits", ("requests_per_minute", "many"));
        refused.ShouldBe(HttpStatusCode.BadRequest);
        html.ShouldContain("id=\"limits-requests_per_minute-wrong\"");

        (await Browser.SendAsync(SentForm.Find(html, "limits"), ("requests_per_minute", "60"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await Admin.SendAsync("GET", $"keys/{id}/limits")).Json.GetProperty("requests_per_minute").GetInt64().ShouldBe(60);
    }

    [Fact]
    public async Task Viewer_SeesNoForm_AndASentOneIsRefusedByTheRoute()
    {
        var id = await MakeAsync("ci");
        var raw = JsonDocument.Parse((await Admin.MakeAsync("management-keys", """{"name":"reader","role":"viewer"}""")).Body).RootElement.GetProperty("raw_key").GetString()!;
        using var reader = new Browsing(Admin.Gateway);
        await reader.SignInAsync(raw);

        (await reader.GetAsync("/dashboard/api-keys")).Html.ShouldNotContain("/dashboard/api-keys/new");
        var (_, html) = await reader.GetAsync("/dashboard/api-keys/" + id);
        html.ShouldNotContain("method=\"post\" novalidate");
        html.ShouldContain("no limit");

        var token = NextModel.Web.Dashboard.Forms.FormToken.Of(reader.Token!);
        foreach (var path in new[] { "", "/rotate", "/revoke", "/limits" })
        {
            using var response = await reader.PostAsync($"/dashboard/api-keys/{id}{path}", [("token", token), ("version", "1"), ("name", "ci"), ("grace_seconds", "0")]);
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        (await NameAsync(id)).ShouldBe("ci");
    }

    private async Task<string> MakeAsync(string name) =>
        (await Admin.MakeAsync("keys", JsonSerializer.Serialize(new { project = "default", name }))).Json.GetProperty("id").GetString()!;

    private async Task<string> FindAsync(string name) => (await Admin.SendAsync("GET", "keys?limit=200")).Json.GetProperty("data").EnumerateArray()
        .Single(key => key.GetProperty("name").GetString() == name).GetProperty("id").GetString()!;

    private async Task<string> NameAsync(string id) => (await Admin.SendAsync("GET", "keys/" + id)).Json.GetProperty("name").GetString()!;

    private async Task<JsonElement> LastEntryAsync(string target) => (await Admin.SendAsync("GET", $"audit?target={target}&limit=1")).Json.GetProperty("data")[0];

    [GeneratedRegex("nm_sk_[A-Za-z0-9]{43}_[A-Za-z0-9]{6}")]
    private static partial Regex Secret();

    [GeneratedRegex("<p class=\"field-error\" id=\"(?<id>[^\"]*)\"")]
    private static partial Regex Problem();
}
