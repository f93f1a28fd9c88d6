using System.Net;
using System.Text.Json;
using NextModel.Web.Dashboard.Forms;

namespace NextModel.Gateway.Tests.Site;

/// <summary>What holds for every form of the dashboard: it was sent from a page of the same session, and it leads nowhere else.</summary>
public sealed class DashboardFormsTests : OperatorConsole
{
    private const string Keys = "/dashboard/api-keys";

    // Mapped, not listed here: a new form is tested without being named.
    [Fact]
    public async Task EveryForm_WithoutTheTokenOfTheSession_OrFromAnotherSite_IsRefused()
    {
        using var other = new Browsing(Admin.Gateway);
        await other.SignInAsync(Admin.OperatorKey);
        var own = FormToken.Of(Browser.Token!);
        Browser.HasForms = false;
        var paths = DashboardPages.Posts(Admin.Gateway);
        paths.ShouldContain(Keys);
        foreach (var path in paths)
        {
            foreach (var (token, origin) in new (string?, string?)[] { (null, null), ("", null), (FormToken.Of(other.Token!), null), (own, "http://evil.example"), (own, "null") })
            {
                using var response = await Browser.PostAsync(path, token is null ? [("name", "forged")] : [("token", token), ("name", "forged")], origin);
                response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{path} {token} {origin}");
            }
        }

        (await Admin.SendAsync("GET", "keys")).Body.ShouldNotContain("forged");
    }

    [Fact]
    public async Task EveryForm_WithoutASession_LeadsToSignIn()
    {
        using var nobody = new Browsing(Admin.Gateway);
        foreach (var path in DashboardPages.Posts(Admin.Gateway))
        {
            using var response = await nobody.PostAsync(path, ("name", "forged"));
            response.StatusCode.ShouldBe(HttpStatusCode.Redirect, path);
            response.Headers.Location!.ToString().ShouldBe("/sign-in");
        }
    }

    [Fact]
    public async Task EveryPage_CannotBeFramed_AndSendsFormsHereOnly()
    {
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = Browser.Cookies, AllowAutoRedirect = false }) { BaseAddress = new Uri(Admin.Gateway.Origin) };
        foreach (var path in DashboardPages.Gets(Admin.Gateway))
        {
            // One of them goes on for as long as somebody looks.
            using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("frame-ancestors 'none'", customMessage: path);
            policy.ShouldContain("form-action 'self'");
            policy.ShouldContain("base-uri 'none'");
            policy.ShouldNotContain("unsafe");
            response.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
        }
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Redirects_WhateverIsAskedFor_StayHere(string target)
    {
        var id = (await Admin.MakeAsync("keys", """{"project":"default","name":"ci"}""")).Id;
        var escaped = Uri.EscapeDataString(target);

        var (status, _, location) = await Browser.SendFormAsync($"{Keys}/{id}?next={escaped}&return={escaped}", "details", ("next", target), ("return", target), ("name", "cd"));

        status.ShouldBe(HttpStatusCode.SeeOther);
        location.ShouldBe($"{Keys}/{id}");
        using var signedIn = await new Browsing(Admin.Gateway).PostAsync($"/sign-in?next={escaped}", [("key", Admin.OperatorKey), ("next", target)]);
        signedIn.Headers.Location!.ToString().ShouldBe("/dashboard");
    }

    [Fact]
    public async Task Form_LargerThanAllowed_IsRefused()
    {
        using var response = await Browser.PostAsync(Keys, [("token", FormToken.Of(Browser.Token!)), ("name", new string('x', 600_000))]);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("notice.key.changed|<script>alert(1)</script>")]
    [InlineData("keys.answer|x")]
    [InlineData("|")]
    public async Task Notice_ThatNobodyLeft_IsInert(string cookie)
    {
        Browser.Cookies.Add(new Uri(Admin.Gateway.Origin), new Cookie("nm_notice", cookie, "/dashboard"));

        (await Browser.GetAsync(Keys)).Html.ShouldNotContain("<script>alert");
    }

    [Fact]
    public void Token_OfAForm_IsNotTheSessions_AndIsAnothersNot()
    {
        FormToken.Of("a").ShouldNotBe(FormToken.Of("b"));
        FormToken.AreSame(FormToken.Of("a"), FormToken.Of("a")).ShouldBeTrue();
        FormToken.AreSame("", FormToken.Of("a")).ShouldBeFalse();
    }

    [Fact]
    public async Task Page_HasTheFormsTokenAndNotTheSessions()
    {
        var (_, html) = await Browser.GetAsync(Keys + "/new");

        html.ShouldContain(FormToken.Of(Browser.Token!));
        html.ShouldNotContain(Browser.Token!);
    }

    [Fact]
    public async Task ManagementKey_OfAnotherOrganization_FindsNoObjectOfThis()
    {
        var id = (await Admin.MakeAsync("keys", """{"project":"default","name":"ci"}""")).Id;
        await Admin.MakeAsync("organizations", """{"name":"other"}""");
        var raw = JsonDocument.Parse((await Admin.MakeAsync("management-keys", """{"organization":"other","name":"theirs","role":"owner"}""")).Body).RootElement.GetProperty("raw_key").GetString()!;
        using var theirs = new Browsing(Admin.Gateway);
        await theirs.SignInAsync(raw);

        (await theirs.GetAsync($"{Keys}/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var response = await theirs.PostAsync($"{Keys}/{id}", [("token", FormToken.Of(theirs.Token!)), ("version", "*"), ("name", "taken")]);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Admin.SendAsync("GET", "keys/" + id)).Json.GetProperty("name").GetString().ShouldBe("ci");
    }
}
