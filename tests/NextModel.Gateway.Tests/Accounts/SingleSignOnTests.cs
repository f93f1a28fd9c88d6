using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using NextModel.Accounts;
using NextModel.Gateway.Tests.Site;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Accounts;

/// <summary>Single sign-on against a small OpenID Connect server: the way in, and every way that must not be one.</summary>
public sealed class SingleSignOnTests : IAsyncLifetime
{
    private FakeIdentityProvider _provider = null!;
    private TestGateway _gateway = null!;
    private Browsing _browser = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await FakeIdentityProvider.StartAsync();
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            MoreConfiguration = $"sign_in:\n  oidc: {{ name: Example, issuer: '{_provider.Issuer}', client_id: {FakeIdentityProvider.ClientId}, client_secret: {FakeIdentityProvider.ClientSecret} }}\n",
        });
        _browser = new Browsing(_gateway);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task VerifiedAddressWithAnInvitation_SignsIn_AndLandsWhereItWanted()
    {
        await InviteAsync("ada@example.com", "developer");
        (await _browser.GetAsync("/sign-in?to=%2Fdashboard%2Freceipts")).Html.ShouldContain("Continue with Example");

        var landed = await ReturnAsync(await LeaveAsync("?to=%2Fdashboard%2Freceipts"));

        landed.ShouldBe("/dashboard/receipts");
        (await _browser.GetAsync("/dashboard/receipts")).Html.ShouldContain("ada@example.com");
        (await _gateway.Installation.Accounts.Book.ListAsync(Identity.Administrator.CommandLine, Cancellation)).ShouldHaveSingleItem().PasswordHash.ShouldBeNull();
    }

    [Fact]
    public async Task SecondSignIn_IsTheSameAccount_WhateverItsAddressIsNow()
    {
        await InviteAsync("ada@example.com", "viewer");
        await SignInAsync();
        _provider.Email = "ada.lovelace@example.com";
        using var other = new Browsing(_gateway);
        _browser = other;

        (await ReturnAsync(await LeaveAsync(""))).ShouldBe("/dashboard");

        (await _gateway.Installation.Accounts.Book.ListAsync(Identity.Administrator.CommandLine, Cancellation)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task MembershipOfTheAddress_IsTakenUp_AndNobodyElses()
    {
        await _gateway.Installation.Memberships.AddAsync(
            Identity.Administrator.CommandLine, _gateway.Installation.Directory.Organizations.Single().Id, null, "ada@example.com", Identity.AccessRole.Admin, Cancellation);

        await SignInAsync();

        _gateway.Installation.Access.Members.ShouldHaveSingleItem().AccountId.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("ada@example.com", false)]
    [InlineData("stranger@example.com", true)]
    public async Task UnverifiedOrUninvitedAddress_IsRefused_AndLeavesNoAccount(string email, bool isVerified)
    {
        await InviteAsync("ada@example.com", "viewer");
        (_provider.Email, _provider.IsEmailVerified) = (email, isVerified);

        await RefusedAsync(await LeaveAsync(""), "Nobody here has been told of you");
        (await _gateway.Installation.Accounts.Book.ListAsync(Identity.Administrator.CommandLine, Cancellation)).ShouldBeEmpty();
    }

    // Whoever made an account with somebody's address first must not share what is theirs.
    [Fact]
    public async Task AddressOfAnAccountWithAPassword_IsNotJoinedToIt()
    {
        var token = await InviteAsync("ada@example.com", "viewer");
        (await _gateway.Installation.Accounts.Invitations.AcceptAsync(token, "correct horse battery staple", Place(), Cancellation)).TryGet(out _, out _).ShouldBeTrue();

        await RefusedAsync(await LeaveAsync(""), "signs in with a password");
    }

    [Fact]
    public async Task State_OfAnotherBrowserOrMadeUp_IsRefused()
    {
        await InviteAsync("ada@example.com", "viewer");
        var address = _provider.Authorize(await LeaveAsync(""));
        using var victim = new Browsing(_gateway);
        (await victim.GetAsync(new Uri(address).PathAndQuery)).Status.ShouldBe(HttpStatusCode.Forbidden, "the state is bound to the browser that left");
        victim.Token.ShouldBeNull();

        await LeaveAsync("");
        (await _browser.GetAsync(SingleSignOnPath + "?code=x&state=made-up")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _browser.GetAsync(SingleSignOnPath + "?code=x")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _browser.GetAsync(SingleSignOnPath + "?error=access_denied&state=x")).Status.ShouldBe(HttpStatusCode.Forbidden);
        _browser.Token.ShouldBeNull();
    }

    [Fact]
    public async Task Code_Replayed_IsRefused()
    {
        await InviteAsync("ada@example.com", "viewer");
        var address = new Uri(_provider.Authorize(await LeaveAsync(""))).PathAndQuery;
        (await _browser.GetAsync(address)).Status.ShouldBe(HttpStatusCode.SeeOther);
        var token = _browser.Token;

        (await _browser.GetAsync(address)).Status.ShouldBe(HttpStatusCode.Forbidden);
        _browser.Token.ShouldBe(token);
    }

    public static TheoryData<string> Forgeries => ["nonce", "no nonce", "issuer", "audience", "expired", "not yet", "none", "shared secret", "other key", "no subject"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Token_Forged_IsRefused(string forgery)
    {
        await InviteAsync("ada@example.com", "viewer");
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        using var other = RSA.Create(2048);
        _provider.Forge = claims =>
        {
            switch (forgery)
            {
                case "nonce":
                    claims["nonce"] = "another";
                    break;
                case "no nonce":
                    claims.Remove("nonce");
                    break;
                case "issuer":
                    claims["iss"] = "https://evil.example";
                    break;
                case "audience":
                    claims["aud"] = "another-client";
                    break;
                case "expired":
                    (claims["iat"], claims["exp"]) = (now - 1000, now - 500);
                    break;
                case "not yet":
                    claims["nbf"] = now + 500;
                    break;
                case "no subject":
                    claims.Remove("sub");
                    break;
            }
        };
        _provider.Sign = forgery switch
        {
            "none" => FakeIdentityProvider.Unsigned,
            "shared secret" => claims => FakeIdentityProvider.Signed(
                claims, new SigningCredentials(new SymmetricSecurityKey(Encoding.ASCII.GetBytes(FakeIdentityProvider.ClientSecret.PadRight(32, 'x'))), "HS256")),
            "other key" => claims => FakeIdentityProvider.Signed(claims, new SigningCredentials(new RsaSecurityKey(other) { KeyId = "key-1" }, "RS256")),
            _ => null,
        };

        await RefusedAsync(await LeaveAsync(""), "did not confirm who you are");

        _provider.Exchanges.ShouldBe(1, "it got as far as the token");
        (await _gateway.Installation.Accounts.Book.ListAsync(Identity.Administrator.CommandLine, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task DisabledAccount_IsRefused()
    {
        await InviteAsync("ada@example.com", "viewer");
        await SignInAsync();
        var accounts = _gateway.Installation.Accounts;
        var account = (await accounts.Book.ListAsync(Identity.Administrator.CommandLine, Cancellation)).Single();
        await accounts.Book.SetDisabledAsync(Identity.Administrator.CommandLine, account.Id, null, true, Cancellation);
        (await _browser.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Redirect);

        (await _browser.GetAsync(new Uri(_provider.Authorize(await LeaveAsync(""))).PathAndQuery)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("https%3A%2F%2Fevil.example")]
    [InlineData("%2F%2Fevil.example")]
    public async Task To_AnotherSite_LeadsToTheDashboard(string to)
    {
        await InviteAsync("ada@example.com", "viewer");

        (await ReturnAsync(await LeaveAsync("?to=" + to))).ShouldBe("/dashboard");
    }

    [Fact]
    public async Task Connect_WithoutTheSessionsOwnLink_IsRefused()
    {
        var token = await InviteAsync("grace@example.com", "viewer");
        await _gateway.Installation.Accounts.Invitations.AcceptAsync(token, "correct horse battery staple", Place(), Cancellation);
        (await _browser.PostAsync("/sign-in", [("email", "grace@example.com"), ("password", "correct horse battery staple")])).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _browser.GetAsync("/sign-in/sso?connect=guessed")).Status.ShouldBe(HttpStatusCode.Forbidden);

        var page = (await _browser.GetAsync("/dashboard/account")).Html;
        var link = WebUtility.HtmlDecode(page[(page.IndexOf("/sign-in/sso?connect=", StringComparison.Ordinal))..].Split('"')[0]);
        (await ReturnAsync((await _browser.LocationAsync(link))!)).ShouldBe("/dashboard/account");

        using var fresh = new Browsing(_gateway);
        _browser = fresh;
        (await ReturnAsync(await LeaveAsync(""))).ShouldBe("/dashboard", "ada at the provider is grace here now");
    }

    private const string SingleSignOnPath = "/sign-in/sso/callback";

    private static SignInPlace Place() => SignInPlace.Of(IPAddress.Loopback, "a test", "en");

    private async Task<string> InviteAsync(string email, string role)
    {
        var made = await _gateway.Installation.Accounts.Operations.InviteAsync(
            Identity.Administrator.CommandLine, new NextModel.Gateway.Admin.InvitationRequest { Email = email, Role = role }, Cancellation);
        return made.TryGet(out var invitation, out var refusal) ? invitation.Link!.Split('=')[1] : throw new InvalidOperationException(refusal.Message);
    }

    // Where the provider is asked, as the browser is led there.
    private async Task<string> LeaveAsync(string query)
    {
        var location = await _browser.LocationAsync("/sign-in/sso" + query);
        location.ShouldNotBeNull();
        location.ShouldStartWith(_provider.Issuer + "/authorize");
        return location;
    }

    private async Task<string?> ReturnAsync(string location) => await _browser.LocationAsync(new Uri(_provider.Authorize(location)).PathAndQuery);

    private async Task SignInAsync() => (await ReturnAsync(await LeaveAsync(""))).ShouldBe("/dashboard");

    private async Task RefusedAsync(string location, string reason)
    {
        var (status, html) = await _browser.GetAsync(new Uri(_provider.Authorize(location)).PathAndQuery);
        status.ShouldBe(HttpStatusCode.Forbidden);
        html.ShouldContain(reason);
        _browser.Token.ShouldBeNull();
    }
}
