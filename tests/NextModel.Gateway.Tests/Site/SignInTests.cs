using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Admin;

namespace NextModel.Gateway.Tests.Site;

public sealed class SignInTests : IAsyncLifetime
{
    private AdminGateway _admin = null!;

    public async ValueTask InitializeAsync() => _admin = await AdminGateway.StartAsync();

    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/receipts")]
    [InlineData("/dashboard/receipts/rcpt_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e")]
    [InlineData("/dashboard/api-keys")]
    [InlineData("/dashboard/members")]
    [InlineData("/dashboard/account")]
    [InlineData("/dashboard/first-run")]
    public async Task Dashboard_WithoutASession_IsNotShown(string path)
    {
        using var browser = new Browsing(_admin.Gateway);

        (await browser.GetAsync(path)).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task AdminKey_SignsIn_WithACookieNoScriptReads()
    {
        using var browser = new Browsing(_admin.Gateway);
        using var response = await browser.PostAsync("/sign-in", ("key", _admin.OperatorKey));

        response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        cookie.ShouldNotContain(_admin.OperatorKey);
        (await browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("nm_mk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_000000")]
    public async Task WrongKey_IsRefused_AndNotShownAgain(string key)
    {
        using var browser = new Browsing(_admin.Gateway);
        using var response = await browser.PostAsync("/sign-in", ("key", key));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        browser.Token.ShouldBeNull();
        var html = await response.Content.ReadAsStringAsync();
        html.ShouldContain("role=\"alert\"");
        if (key.Length > 10)
        {
            html.ShouldNotContain(key);
        }
    }

    [Fact]
    public async Task ApiKey_CallsModels_AndDoesNotSignIn()
    {
        using var browser = new Browsing(_admin.Gateway);
        using var response = await browser.PostAsync("/sign-in", ("key", _admin.Gateway.ApiKey));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task FormOfAnotherSite_IsRefused()
    {
        using var browser = new Browsing(_admin.Gateway);
        using var response = await browser.PostAsync("/sign-in", ("key", _admin.OperatorKey), origin: "http://evil.example");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        browser.Token.ShouldBeNull();
    }

    [Fact]
    public async Task Link_SignsIn_Once()
    {
        var link = _admin.Gateway.Installation.SignInLinks.Make();
        using var first = new Browsing(_admin.Gateway);
        using var second = new Browsing(_admin.Gateway);

        // Opening it changes nothing: a preview of the link must not use it up.
        (await first.GetAsync("/sign-in?link=" + link)).Status.ShouldBe(HttpStatusCode.OK);
        (await first.PostAsync("/sign-in", ("link", link))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await second.PostAsync("/sign-in", ("link", link))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Link_AfterAnHour_IsRefused()
    {
        var link = _admin.Gateway.Installation.SignInLinks.Make();
        _admin.Time.Advance(TimeSpan.FromHours(1));
        using var browser = new Browsing(_admin.Gateway);

        (await browser.PostAsync("/sign-in", ("link", link))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Session_TokenOfBefore_IsNeverTakenOver()
    {
        using var browser = new Browsing(_admin.Gateway);
        browser.Cookies.Add(new Uri(_admin.Gateway.Origin), new Cookie("nm_session", "chosen-by-somebody-else"));
        await browser.SignInAsync(_admin.OperatorKey);
        var first = browser.Token;
        await browser.SignInAsync(_admin.OperatorKey);

        first.ShouldNotBe("chosen-by-somebody-else");
        browser.Token.ShouldNotBe(first);
        using var old = new Browsing(_admin.Gateway);
        old.Cookies.Add(new Uri(_admin.Gateway.Origin), new Cookie("nm_session", first!));
        (await old.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Session_SignedOut_Unused_OrTooOld_HasEnded()
    {
        using var browser = new Browsing(_admin.Gateway);
        await browser.SignInAsync(_admin.OperatorKey);
        var token = browser.Token!;
        (await browser.PostAsync("/sign-out", ("x", ""), origin: "http://evil.example")).Dispose();
        (await browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.OK, "another site cannot sign somebody out");
        (await browser.PostAsync("/sign-out", ("x", ""))).Dispose();
        browser.Cookies.Add(new Uri(_admin.Gateway.Origin), new Cookie("nm_session", token));
        (await browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);

        await browser.SignInAsync(_admin.OperatorKey);
        _admin.Time.Advance(TimeSpan.FromMinutes(30));
        (await browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);

        await browser.SignInAsync(_admin.OperatorKey);
        for (var i = 0; i < 24; i++)
        {
            _admin.Time.Advance(TimeSpan.FromMinutes(29));
            (await browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.OK);
        }

        _admin.Time.Advance(TimeSpan.FromMinutes(24));
        (await browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task ManagementKey_Revoked_EndsItsSessionsAtOnce()
    {
        var made = await _admin.MakeAsync("management-keys", """{"name":"reader","role":"viewer"}""");
        var json = JsonDocument.Parse(made.Body).RootElement;
        using var browser = new Browsing(_admin.Gateway);
        await browser.SignInAsync(json.GetProperty("raw_key").GetString()!);
        (await browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.OK);

        (await _admin.SendAsync("DELETE", $"management-keys/{json.GetProperty("id").GetString()}", ifMatch: "*")).Status.ShouldBeInRange(200, 204);

        (await browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
    }
}
