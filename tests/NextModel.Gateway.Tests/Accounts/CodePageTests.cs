using System.Net;
using NextModel.Accounts;
using NextModel.Gateway.Tests.Admin;
using NextModel.Gateway.Tests.Site;
using NextModel.Testing;

namespace NextModel.Gateway.Tests.Accounts;

/// <summary>The form for the second factor, as a browser meets it: what it takes, what it refuses, and what it gives away meanwhile, which is nothing.</summary>
public sealed class CodePageTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Password = AdminGateway.Password;

    private readonly ManualTime _time = new();
    private AdminGateway _admin = null!;
    private Browsing _browser = null!;
    private string _account = null!;
    private byte[] _secret = null!;
    private IReadOnlyList<string> _recovery = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string RightCode => Totp.CodeAt(_secret, Totp.StepAt(_time.GetUtcNow()));

    public async ValueTask InitializeAsync()
    {
        _admin = await AdminGateway.StartAsync(time: _time);
        (_account, _secret, _recovery) = await JoinAsync(Email);
        _browser = new Browsing(_admin.Gateway);

        // The code that turned it on is used.
        _time.Advance(TimeSpan.FromMinutes(2));
    }

    public ValueTask DisposeAsync()
    {
        _browser.Dispose();
        return _admin.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/zh")]
    public async Task WrongCode_IsSaidBesideTheField_AndTheRightOneIsTakenAfterwards(string prefix)
    {
        await SendPasswordAsync(prefix);
        var wrong = await SendCodeAsync("not-it", prefix, to: "/dashboard/receipts");

        wrong.Status.ShouldBe(HttpStatusCode.Forbidden);
        wrong.Html.ShouldContain("<p class=\"field-error\" id=\"code-wrong\">");
        wrong.Html.ShouldContain("aria-invalid=\"true\"");
        wrong.Html.ShouldContain("aria-describedby=\"code-wrong code-hint\"");
        wrong.Html.ShouldContain("role=\"alert\"");
        wrong.Html.ShouldNotContain("not-it", Case.Sensitive, "a code is a secret");
        (await _browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);

        (await _browser.SendAsync(SentForm.Find(wrong.Html, "by-code"), ("code", RightCode))).Location.ShouldBe("/dashboard/receipts", "where it was to lead is kept");
        (await _browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("０１２３４５")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("nm_sk_0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task NoCodeAtAll_IsRefused(string typed)
    {
        await SendPasswordAsync();

        var (status, html, _) = await SendCodeAsync(typed);

        status.ShouldBe(HttpStatusCode.Forbidden);
        html.ShouldContain("id=\"code-wrong\"");
        html.ShouldNotContain("<script>alert");
    }

    [Fact]
    public async Task Code_WithTheSpaceThatAppsShow_IsTaken()
    {
        await SendPasswordAsync();

        (await SendCodeAsync($" {RightCode[..3]} {RightCode[3..]} ")).Location.ShouldBe("/dashboard");
    }

    // The password was the first of five tries.
    [Fact]
    public async Task Guessing_HasToWait_AndTheRightCodeIsNotLookedAtMeanwhile()
    {
        await SendPasswordAsync();
        for (var i = 0; i < 4; i++)
        {
            (await SendCodeAsync("12345" + i)).Html.ShouldContain("The code is not right");
        }

        var held = await SendCodeAsync(RightCode);

        held.Status.ShouldBe(HttpStatusCode.Forbidden);
        held.Html.ShouldContain("Wait 1 min");
        held.Html.ShouldContain("id=\"code-wrong\"");
        (await _browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
        _time.Advance(TimeSpan.FromMinutes(1));
        (await SendCodeAsync(RightCode)).Location.ShouldBe("/dashboard");
    }

    [Fact]
    public async Task Guessing_IsNotFreedByBeginningAgain()
    {
        for (var i = 0; i < 2; i++)
        {
            await SendPasswordAsync();
            await SendCodeAsync("12345" + i);
        }

        await SendPasswordAsync();

        (await SendCodeAsync(RightCode)).Html.ShouldContain("Wait 1 min", Case.Sensitive, "three passwords and two codes were five tries");
    }

    [Fact]
    public async Task Waiting_LongerThanFiveMinutes_BeginsAgain()
    {
        await SendPasswordAsync("/ms-MY");
        var form = SentForm.Find((await _browser.GetAsync("/ms-MY/sign-in/code")).Html, "by-code");
        _time.Advance(AccountSession.LongestPending);

        var (status, html, _) = await _browser.SendAsync(form, ("code", RightCode));

        status.ShouldBe(HttpStatusCode.Forbidden);
        html.ShouldContain("id=\"by-password\"");
        html.ShouldContain("role=\"alert\"");
        (await _browser.LocationAsync("/ms-MY/sign-in/code")).ShouldBe("/ms-MY/sign-in");
        (await _browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Form_OfWhomNoPasswordWasRight_IsNotThere()
    {
        (await _browser.LocationAsync("/sign-in/code")).ShouldBe("/sign-in");
        using var sent = await _browser.PostAsync("/sign-in/code", ("code", RightCode));
        sent.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        sent.Headers.Contains("Set-Cookie").ShouldBeFalse();
        _browser.Token.ShouldBeNull();
    }

    [Fact]
    public async Task CodeOfAnotherAccount_IsWrong()
    {
        var (_, secret, recovery) = await JoinAsync("grace@example.com");
        _time.Advance(TimeSpan.FromMinutes(2));
        await SendPasswordAsync();

        (await SendCodeAsync(Totp.CodeAt(secret, Totp.StepAt(_time.GetUtcNow())))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await SendCodeAsync(recovery[0])).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task RecoveryCode_SignsInOnce()
    {
        await SendPasswordAsync();
        (await SendCodeAsync(_recovery[0].ToLowerInvariant())).Location.ShouldBe("/dashboard");

        using var again = new Browsing(_admin.Gateway);
        (await again.PostAsync("/sign-in", [("email", Email), ("password", Password)])).Dispose();
        var (status, html, _) = await again.SendFormAsync("/sign-in/code", "by-code", ("code", _recovery[0]));

        status.ShouldBe(HttpStatusCode.Forbidden);
        html.ShouldContain("id=\"code-wrong\"");
        html.ShouldNotContain(_recovery[0]);
        (await again.SendFormAsync("/sign-in/code", "by-code", ("code", _recovery[1]))).Location.ShouldBe("/dashboard");
    }

    [Theory]
    [InlineData("https://evil.example/dashboard")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/dashboard//evil.example")]
    [InlineData("/dashboard@evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/sign-out")]
    public async Task To_AnywhereElse_LeadsToTheDashboard(string to)
    {
        using (var first = await _browser.PostAsync("/sign-in", [("email", Email), ("password", Password), ("to", to)]))
        {
            first.Headers.Location!.ToString().ShouldBe("/sign-in/code");
        }

        var (_, html) = await _browser.GetAsync("/sign-in/code?to=" + Uri.EscapeDataString(to));
        SentForm.Find(html, "by-code")["to"].ShouldBeEmpty();
        (await SendCodeAsync("not-it", to: to)).Html.ShouldNotContain(to);

        (await SendCodeAsync(RightCode, to: to)).Location.ShouldBe("/dashboard");
    }

    [Fact]
    public async Task To_APageThatWasAskedFor_IsKeptThroughBothForms()
    {
        const string To = "/dashboard/receipts?mode=fresh";
        string code;
        using (var first = await _browser.PostAsync("/sign-in", [("email", Email), ("password", Password), ("to", To)]))
        {
            code = first.Headers.Location!.ToString();
        }

        code.ShouldBe("/sign-in/code?to=" + Uri.EscapeDataString(To));
        (await _browser.SendFormAsync(code, "by-code", ("code", RightCode))).Location.ShouldBe(To);
    }

    [Fact]
    public async Task Session_IsAnotherAtEachStep_AndThoseBeforeAreOver()
    {
        _browser.Cookies.Add(new Uri(_admin.Gateway.Origin), new Cookie("nm_session", "chosen-by-somebody-else"));
        await SendPasswordAsync();
        var pending = _browser.Token!;
        await SendCodeAsync(RightCode);
        var whole = _browser.Token!;

        new[] { pending, whole, "chosen-by-somebody-else" }.ShouldBeUnique();
        (await _browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.OK);
        (await _browser.LocationAsync("/sign-in/code")).ShouldBe("/sign-in", "nothing is asked for any more");
        foreach (var planted in new[] { pending, "chosen-by-somebody-else" })
        {
            using var old = new Browsing(_admin.Gateway);
            old.Cookies.Add(new Uri(_admin.Gateway.Origin), new Cookie("nm_session", planted));
            (await old.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
            (await old.LocationAsync("/sign-in/code")).ShouldBe("/sign-in");
        }
    }

    [Fact]
    public async Task Account_DisabledBetweenPasswordAndCode_DoesNotGetIn()
    {
        await SendPasswordAsync();
        (await _admin.SendAsync("PATCH", "accounts/" + _account, "{\"disabled\":true}", ifMatch: "*")).Status.ShouldBe(200);

        (await SendAsync(("code", RightCode))).Status.ShouldBe(HttpStatusCode.Forbidden);

        (await _browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Member_RemovedBetweenPasswordAndCode_IsTold_AndHasNoSession()
    {
        await SendPasswordAsync();
        var member = _admin.Gateway.Installation.Accounts.Access.MembersOf(_account).Single();
        (await _admin.SendAsync("DELETE", "members/" + member.Id, ifMatch: "*")).Status.ShouldBe(200);

        var (status, html, _) = await SendAsync(("code", RightCode));

        status.ShouldBe(HttpStatusCode.Forbidden);
        html.ShouldContain("no organization knows you");
        (await _browser.LocationAsync("/sign-in/code")).ShouldBe("/sign-in");
    }

    private async Task SendPasswordAsync(string prefix = "")
    {
        using var response = await _browser.PostAsync(prefix + "/sign-in", [("email", Email), ("password", Password)]);
        response.Headers.Location!.ToString().ShouldBe(prefix + "/sign-in/code");
    }

    private Task<(HttpStatusCode Status, string Html, string? Location)> SendCodeAsync(string code, string prefix = "", string to = "") =>
        _browser.SendFormAsync(prefix + "/sign-in/code", "by-code", ("code", code), ("to", to));

    private async Task<(HttpStatusCode Status, string Html, string? Location)> SendAsync(params (string Name, string Value)[] fields)
    {
        using var response = await _browser.PostAsync("/sign-in/code", fields);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.ToString());
    }

    private async Task<(string Account, byte[] Secret, IReadOnlyList<string> Recovery)> JoinAsync(string email)
    {
        var id = await _admin.JoinAsync(email, "viewer");
        var (accounts, place) = (_admin.Gateway.Installation.Accounts, SignInPlace.Of(IPAddress.Loopback, "a test", "en"));
        (await accounts.SignIns.ByPasswordAsync(email, Password, place, Cancellation)).TryGet(out var signedIn, out _).ShouldBeTrue();
        var account = (await accounts.Book.FindAsync(id, Cancellation))!;
        var secret = accounts.SecondFactors.Offer(account, signedIn!.Session);
        var added = await accounts.Book.AddSecondFactorAsync(account, signedIn.Session, Password, Totp.CodeAt(secret, Totp.StepAt(_time.GetUtcNow())), place, Cancellation);
        added.TryGet(out var shown, out var refusal).ShouldBeTrue(refusal?.Message);
        return (id, secret, shown!.Codes);
    }
}
