using System.Net;
using NextModel.Accounts;
using NextModel.Gateway.Tests.Admin;
using NextModel.Gateway.Tests.Site;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Accounts;

/// <summary>Signing in, joining and one's own account as a browser meets them.</summary>
public sealed class AccountPagesTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Password = AdminGateway.Password;
    private const string Next = "another long password of hers";

    private readonly ManualTime _time = new();
    private AdminGateway _admin = null!;
    private Browsing _browser = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _admin = await AdminGateway.StartAsync(time: _time);
        _browser = new Browsing(_admin.Gateway);
    }

    public ValueTask DisposeAsync()
    {
        _browser.Dispose();
        return _admin.DisposeAsync();
    }

    [Fact]
    public async Task Invitation_OpenedAndAccepted_SignsIn_AndItsLinkWorksNoMore()
    {
        var path = await InviteAsync("viewer");
        (await _browser.GetAsync(path)).Html.ShouldContain(Email);
        var form = SentForm.Find((await _browser.GetAsync(path)).Html, "join");
        var weak = await _browser.SendAsync(form, ("password", "short"));
        weak.Status.ShouldBe(HttpStatusCode.Forbidden);
        weak.Html.ShouldContain("at least 15 characters");

        (await _browser.SendAsync(form, ("password", Password))).Location.ShouldBe("/dashboard");
        var (status, html) = await _browser.GetAsync("/dashboard");
        status.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain($"Signed in as {Email}, viewer");
        using var second = new Browsing(_admin.Gateway);
        (await second.SendAsync(form, ("password", Next))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await second.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);
        second.Token.ShouldBeNull();
    }

    [Fact]
    public async Task Invitation_OfAnAccountThatIsThere_IsAcceptedOnceItIsSignedIn()
    {
        await _admin.JoinAsync(Email, "viewer");
        await _admin.MakeAsync("organizations", """{"name":"acme"}""");
        var path = await InviteAsync("admin", "acme");
        var page = (await _browser.GetAsync(path)).Html;
        page.ShouldNotContain("new-password");
        page.ShouldContain("/sign-in?to=" + Uri.EscapeDataString("/join?invitation="));

        await _browser.SignInAsync(Email, Password);
        (await _browser.SendFormAsync(path, "join")).Location.ShouldBe("/dashboard");
        (await _browser.GetAsync("/dashboard?organization=acme")).Html.ShouldContain($"Signed in as {Email}, admin");
        (await _browser.GetAsync("/dashboard?organization=default")).Html.ShouldContain($"Signed in as {Email}, viewer");
    }

    [Fact]
    public async Task Viewer_SeesAndCannotEdit_AndARoleCountsFromTheNextRequest()
    {
        var account = await JoinAndSignInAsync("viewer");
        (await _browser.GetAsync("/dashboard/api-keys")).Status.ShouldBe(HttpStatusCode.OK);
        var page = (await _browser.GetAsync("/dashboard/members")).Html;
        page.ShouldContain(Email);
        page.ShouldNotContain("id=\"invite\"");
        (await _browser.GetAsync("/dashboard/api-keys/new")).Html.ShouldNotContain("<form class=\"form\" id=\"new\"");
        var token = NextModel.Web.Dashboard.Forms.FormToken.Of(_browser.Token!);
        foreach (var (path, fields) in new (string, (string, string)[])[]
        {
            ("/dashboard/api-keys", [("name", "forged"), ("project", "default")]), ("/dashboard/members", [("email", "forged@example.com"), ("role", "viewer")]),
            ("/dashboard/first-run", []),
        })
        {
            using var response = await _browser.PostAsync(path, [("token", token), .. fields]);
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        var member = _admin.Gateway.Installation.Accounts.Access.MembersOf(account).Single();
        (await _admin.SendAsync("PATCH", "members/" + member.Id, "{\"role\":\"admin\"}", ifMatch: "*")).Status.ShouldBe(200);
        (await _browser.GetAsync("/dashboard/members")).Html.ShouldContain("id=\"invite\"");
        (await _admin.SendAsync("PATCH", "members/" + member.Id, "{\"role\":\"viewer\"}", ifMatch: "*")).Status.ShouldBe(200);
        (await _browser.GetAsync("/dashboard/members")).Html.ShouldNotContain("id=\"invite\"");
        (await _admin.SendAsync("DELETE", "members/" + member.Id, ifMatch: "*")).Status.ShouldBe(200);
        (await _browser.GetAsync("/dashboard/members")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task DisabledAccount_IsOutAtOnce()
    {
        var account = await JoinAndSignInAsync("admin");
        (await _admin.SendAsync("PATCH", "accounts/" + account, "{\"disabled\":true}", ifMatch: "*")).Status.ShouldBe(200);

        (await _browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task WrongPasswordAndUnknownAddress_AreOnePage()
    {
        await _admin.JoinAsync(Email, "viewer");
        using var wrong = await _browser.PostAsync("/sign-in", [("email", Email), ("password", "not her password at all")]);
        using var unknown = await _browser.PostAsync("/sign-in", [("email", "eve@example.com"), ("password", "not her password at all")]);

        unknown.StatusCode.ShouldBe(wrong.StatusCode);
        (await unknown.Content.ReadAsStringAsync()).Replace("eve@example.com", Email, StringComparison.Ordinal).ShouldBe(await wrong.Content.ReadAsStringAsync());
        wrong.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/zh/sign-in")]
    [InlineData("/join")]
    [InlineData("/reset")]
    public async Task Form_BeforeASession_SaysWhatIsWrongBesideTheField_AndKeepsWhatIsNoSecret(string path)
    {
        var account = await _admin.JoinAsync(Email, "viewer");
        (string Name, string Value)[] typed = path switch
        {
            "/join" => [("invitation", (await _admin.MakeAsync("invitations", """{"email":"guest@example.com","role":"viewer"}"""))["link"].Split('=')[1]), ("password", "short")],
            "/reset" => [("link", (await _admin.SendAsync("POST", $"accounts/{account}/reset", "{}")).Json.GetProperty("link").GetString()!.Split('=')[1]), ("password", "short")],
            _ => [("email", Email), ("password", "not her password at all")],
        };
        using var response = await _browser.PostAsync(path, typed);

        var html = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBeInRange(400, 499, html);
        html.ShouldContain("id=\"password-wrong\"");
        html.ShouldContain("aria-invalid=\"true\"");
        foreach (var (name, value) in typed)
        {
            html.Contains($"value=\"{value}\"", StringComparison.Ordinal).ShouldBe(name != "password", name);
        }
    }

    [Fact]
    public async Task SignIn_TokenOfBefore_IsNeverTakenOver()
    {
        await _admin.JoinAsync(Email, "viewer");
        _browser.Cookies.Add(new Uri(_admin.Gateway.Origin), new Cookie("nm_session", "chosen-by-somebody-else"));
        await _browser.SignInAsync(Email, Password);
        var first = _browser.Token;
        await _browser.SignInAsync(Email, Password);

        first.ShouldNotBe("chosen-by-somebody-else");
        _browser.Token.ShouldNotBe(first);
        using var old = new Browsing(_admin.Gateway);
        old.Cookies.Add(new Uri(_admin.Gateway.Origin), new Cookie("nm_session", first!));
        (await old.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("https://evil.example/dashboard")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/dashboard//evil.example")]
    [InlineData("/dashboard/\\evil.example")]
    [InlineData("/dashboard@evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/dashboard/\r\nX-Evil: 1")]
    [InlineData("/sign-out")]
    public async Task To_AnywhereElse_LeadsToTheDashboard(string to)
    {
        await _admin.JoinAsync(Email, "viewer");
        using var response = await _browser.PostAsync("/sign-in", [("email", Email), ("password", Password), ("to", to)]);

        response.Headers.Location!.ToString().ShouldBe("/dashboard");
        (await _browser.GetAsync("/sign-in?to=" + Uri.EscapeDataString(to))).Html.ShouldNotContain("evil.example");
    }

    [Fact]
    public async Task To_APageThatWasAskedFor_IsWhereItLeads()
    {
        await _admin.JoinAsync(Email, "viewer");
        (await _browser.LocationAsync("/dashboard/receipts?mode=fresh")).ShouldBe("/sign-in?to=" + Uri.EscapeDataString("/dashboard/receipts?mode=fresh"));

        (await _browser.SendFormAsync("/sign-in?to=" + Uri.EscapeDataString("/dashboard/receipts?mode=fresh"), "by-password", ("email", Email), ("password", Password)))
            .Location.ShouldBe("/dashboard/receipts?mode=fresh");
    }

    [Fact]
    public async Task FormsOfAnotherSite_ChangeNothing()
    {
        var path = await InviteAsync("viewer");
        var token = path.Split('=')[1];
        foreach (var origin in new[] { "http://evil.example", "null" })
        {
            (await _browser.PostAsync("/join", [("invitation", token), ("password", Password)], origin)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await _browser.PostAsync("/sign-in/code", [("code", "123456")], origin)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await _browser.PostAsync("/reset", [("link", "x"), ("password", Password)], origin)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await _browser.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK, "the invitation is still open");
    }

    [Fact]
    public async Task Guessing_HasToWait_AndSaysHowLong()
    {
        await _admin.JoinAsync(Email, "viewer");
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await _browser.PostAsync("/sign-in", [("email", Email), ("password", "not her password at all")]);
        }

        using var held = await _browser.PostAsync("/sign-in", [("email", Email), ("password", Password)]);
        (await held.Content.ReadAsStringAsync()).ShouldContain("Wait 1 min");
        _time.Advance(TimeSpan.FromMinutes(1));
        await _browser.SignInAsync(Email, Password);
    }

    [Fact]
    public async Task SecondFactor_TurnedOnOnThePage_IsAskedForAtTheNextSignIn()
    {
        await JoinAndSignInAsync("viewer");
        var page = (await _browser.GetAsync("/dashboard/account")).Html;
        var form = SentForm.Find(page, "add-factor");
        var shown = System.Text.RegularExpressions.Regex.Match(page, "id=\"factor-key\"[^>]*>([A-Z2-7 ]+)<").Groups[1].Value;
        var wrong = await _browser.SendAsync(form, ("password", Password), ("code", "000000"));
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        wrong.Html.ShouldNotContain(Password);

        var added = await _browser.SendAsync(form, ("password", Password), ("code", Code(shown, 0)));
        added.Status.ShouldBe(HttpStatusCode.OK);
        var recovery = System.Text.RegularExpressions.Regex.Matches(added.Html, "[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}").Select(match => match.Value).ToList();
        recovery.Count.ShouldBe(10);

        _time.Advance(TimeSpan.FromMinutes(2));
        using var other = new Browsing(_admin.Gateway);
        using (var first = await other.PostAsync("/sign-in", [("email", Email), ("password", Password)]))
        {
            first.Headers.Location!.ToString().ShouldBe("/sign-in/code");
        }

        var pending = other.Token;
        (await other.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect, "half signed in sees nothing");
        var code = Code(shown, 0);
        (await other.SendFormAsync("/sign-in/code", "by-code", ("code", code))).Location.ShouldBe("/dashboard");
        other.Token.ShouldNotBe(pending);
        (await other.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.OK);

        using var replay = new Browsing(_admin.Gateway);
        (await replay.PostAsync("/sign-in", [("email", Email), ("password", Password)])).Dispose();
        (await replay.SendFormAsync("/sign-in/code", "by-code", ("code", code))).Status.ShouldBe(HttpStatusCode.Forbidden, "a code works once");
        (await replay.SendFormAsync("/sign-in/code", "by-code", ("code", recovery[3]))).Location.ShouldBe("/dashboard");

        (await replay.SendFormAsync("/dashboard/account", "renew-codes", ("password", Password), ("code", "000000"))).Html.ShouldContain("id=\"renew-codes-code-wrong\"");
        var renewed = await replay.SendFormAsync("/dashboard/account", "renew-codes", ("password", Password), ("code", recovery[4]));
        renewed.Status.ShouldBe(HttpStatusCode.OK);
        renewed.Html.ShouldContain("New recovery codes");
        renewed.Html.ShouldNotContain(recovery[5]);
    }

    [Fact]
    public async Task Password_ChangedOnThePage_EndsOtherSessions()
    {
        await JoinAndSignInAsync("viewer");
        using var other = new Browsing(_admin.Gateway);
        await other.SignInAsync(Email, Password);
        (await _browser.SendFormAsync("/dashboard/account", "password", ("password", "not her password at all"), ("new_password", Next))).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await _browser.SendFormAsync("/dashboard/account", "password", ("password", Password), ("new_password", Next))).Location.ShouldBe("/dashboard/account");

        (await _browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.OK);
        (await other.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
        await other.SignInAsync(Email, Next);
    }

    [Fact]
    public async Task Sessions_OnThePage_AreEndedOneByOneOrTogether_AndNobodyElses()
    {
        await JoinAndSignInAsync("viewer");
        await _admin.JoinAsync("grace@example.com", "viewer");
        using var grace = new Browsing(_admin.Gateway);
        await grace.SignInAsync("grace@example.com", Password);
        using var second = new Browsing(_admin.Gateway);
        await second.SignInAsync(Email, Password);
        _time.Advance(TimeSpan.FromSeconds(1));
        using var third = new Browsing(_admin.Gateway);
        await third.SignInAsync(Email, Password);
        var token = NextModel.Web.Dashboard.Forms.FormToken.Of(_browser.Token!);
        var hers = (await _admin.SendAsync("GET", "accounts/grace@example.com/sessions")).Json.GetProperty("data")[0].GetProperty("id").GetString();
        (await _browser.PostAsync("/dashboard/account/sessions/" + hers, ("token", token))).Dispose();
        (await grace.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.OK, "another's session is not theirs to end");

        var newest = (await _admin.SendAsync("GET", $"accounts/{Email}/sessions")).Json.GetProperty("data")[0].GetProperty("id").GetString();
        (await _browser.PostAsync("/dashboard/account/sessions/" + newest, ("token", token))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await third.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
        (await second.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.OK);
        (await _browser.SendFormAsync("/dashboard/account", "end-others")).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await second.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
        (await _browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Admin_InvitesResetsAndRemoves_OnThePages()
    {
        await JoinAndSignInAsync("admin");
        var made = await _browser.SendFormAsync("/dashboard/members", "invite", ("email", "grace@example.com"), ("role", "developer"));
        made.Status.ShouldBe(HttpStatusCode.OK);
        var link = System.Text.RegularExpressions.Regex.Match(made.Html, "id=\"made-link\"[^>]*>[^<]*(/join\\?invitation=[A-Za-z0-9_-]+)<").Groups[1].Value;
        using var grace = new Browsing(_admin.Gateway);
        (await grace.SendFormAsync(link, "join", ("password", Password))).Location.ShouldBe("/dashboard");
        (await _browser.SendFormAsync("/dashboard/members", "invite", ("email", "grace@example.com"), ("role", "viewer"))).Status.ShouldBe(HttpStatusCode.Conflict);

        var member = _admin.Gateway.Installation.Access.Members.Single(one => one.Email == "grace@example.com").Id;
        var reset = await _browser.SendFormAsync("/dashboard/members/" + member, "reset");
        var second = System.Text.RegularExpressions.Regex.Match(reset.Html, "id=\"made-link\"[^>]*>[^<]*(/reset\\?link=[A-Za-z0-9_-]+)<").Groups[1].Value;
        (await grace.SendFormAsync(second, "reset", ("password", Next))).Location.ShouldBe("/sign-in?done=reset");
        (await grace.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
        (await grace.GetAsync(second)).Status.ShouldBe(HttpStatusCode.NotFound, "it was used");
        await grace.SignInAsync("grace@example.com", Next);

        (await _browser.SendFormAsync("/dashboard/members/" + member, "role", ("role", "viewer"))).Location.ShouldBe("/dashboard/members/" + member);
        (await _browser.SendFormAsync("/dashboard/members/" + member, "access")).Location.ShouldBe("/dashboard/members/" + member);
        (await grace.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
        (await _browser.SendFormAsync($"/dashboard/members/{member}/remove", "remove", ("name", "grace@example.com"))).Location.ShouldBe("/dashboard/members");
        (await _browser.GetAsync("/dashboard/members/" + member)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task FirstRun_FromNoKeyToTheFirstReceipt()
    {
        await JoinAndSignInAsync("developer");
        (await _browser.GetAsync("/dashboard")).Html.ShouldContain("/dashboard/first-run");
        var made = await _browser.SendFormAsync("/dashboard/first-run", "first");
        var key = System.Text.RegularExpressions.Regex.Match(made.Html, "nm_sk_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}").Value;
        (await _browser.GetAsync("/dashboard/first-run")).Html.ShouldNotContain("id=\"first-receipt\"");

        (await _admin.ChatAsync(key)).Status.ShouldBe(200);

        var page = (await _browser.GetAsync("/dashboard/first-run")).Html;
        page.ShouldContain("id=\"first-receipt\"");
        var receipt = System.Text.RegularExpressions.Regex.Match(page, "id=\"first-receipt\" href=\"(/dashboard/receipts/rcpt_[0-9a-f]{32})\"").Groups[1].Value;
        (await _browser.GetAsync(receipt)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Cookie_UnderHttps_IsSecureAndOfThisHostAlone()
    {
        await using var gateway = await TestGateway.StartAsync(new TestGatewayOptions { Environment = new Dictionary<string, string> { ["NEXTMODEL_PUBLIC_URL"] = "https://nextmodel.example.com" } });
        using var browser = new Browsing(gateway);
        using var response = await browser.PostAsync("/sign-in", ("key", gateway.Installation.Secrets.AdminKey));

        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("__Host-nm_session=");
        cookie.ShouldContain("; path=/", Case.Insensitive);
        cookie.ShouldContain("; secure", Case.Insensitive);
        cookie.ShouldContain("; httponly", Case.Insensitive);
        cookie.ShouldContain("; samesite=lax", Case.Insensitive);
        cookie.ShouldNotContain("domain=", Case.Insensitive);
    }

    private string Code(string shown, int away) => Totp.CodeAt(Bytes(shown), Totp.StepAt(_time.GetUtcNow()) + away);

    // The other way round than the page shows it.
    private static byte[] Bytes(string shown)
    {
        var bits = string.Concat(shown.Replace(" ", "", StringComparison.Ordinal).Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    private async Task<string> InviteAsync(string role, string organization = "default")
    {
        var made = await _admin.MakeAsync("invitations", $$"""{"organization":"{{organization}}","email":"{{Email}}","role":"{{role}}"}""");
        return "/join?invitation=" + made["link"].Split('=')[1];
    }

    private async Task<string> JoinAndSignInAsync(string role)
    {
        var account = await _admin.JoinAsync(Email, role);
        await _browser.SignInAsync(Email, Password);
        return account;
    }
}
