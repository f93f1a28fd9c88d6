using System.Net;
using System.Text.Json;
using NextModel.Accounts;
using NextModel.Gateway.Tests.Admin;
using NextModel.Identity;

namespace NextModel.Gateway.Tests.Accounts;

/// <summary>Invitations and accounts in the hands of administrators: who may what, and what works how often.</summary>
public sealed class AccountApiTests : IAsyncLifetime
{
    private const string Password = AdminGateway.Password;

    private static readonly SignInPlace From = SignInPlace.Of(IPAddress.Loopback, "a test", "en");

    private AdminGateway _gateway = null!;
    private Installations _made = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private NextModel.Gateway.Hosting.InstallationAccounts Accounts => _gateway.Gateway.Installation.Accounts;

    public async ValueTask InitializeAsync()
    {
        _gateway = await AdminGateway.StartAsync();
        _made = await Installations.MakeAsync(_gateway);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Invitation_TakenUp_MakesAnAccountAndAMember_AndWorksNoMore()
    {
        var token = await InviteAsync("new@example.com", "developer", "red");

        (await Accounts.Invitations.AcceptAsync(token, Password, From, Cancellation)).TryGet(out var account, out _).ShouldBeTrue();
        (await Accounts.Invitations.AcceptAsync(token, Password, From, Cancellation)).TryGet(out _, out var used).ShouldBeFalse();

        used!.WireCode.ShouldBe("link_unusable");
        var member = (await _gateway.SendAsync("GET", "members?organization=acme")).Json.GetProperty("data").EnumerateArray()
            .Single(m => m.GetProperty("email").GetString() == "new@example.com");
        (member.GetProperty("role").GetString(), member.GetProperty("account_id").GetString()).ShouldBe(("developer", account!.Id));
        var places = Accounts.Access.Places(account, From);
        places.ShouldHaveSingleItem().Role.ShouldBe(AccessRole.Developer);
        places[0].TeamId.ShouldBe(_made.Id("teams"));
    }

    [Fact]
    public async Task Invitation_ExpiredOrWithdrawn_WorksNoMore()
    {
        var made = await _gateway.MakeAsync("invitations", """{"organization":"acme","email":"new@example.com","role":"viewer","valid_seconds":60}""");
        _gateway.Time.Advance(TimeSpan.FromSeconds(60));
        (await _gateway.SendAsync("GET", "invitations/" + made.Id))["state"].ShouldBe("expired");
        await RefusedAsync(Token(made), "link_unusable");

        var second = await _gateway.MakeAsync("invitations", """{"organization":"acme","email":"new@example.com","role":"viewer"}""");
        (await _gateway.SendAsync("DELETE", "invitations/" + second.Id, ifMatch: "\"1\""))["state"].ShouldBe("revoked");
        await RefusedAsync(Token(second), "link_unusable");
        await RefusedAsync("nothing-that-was-made", "link_unusable");
    }

    [Fact]
    public async Task Invitation_OfARoleOrPlaceOneDoesNotHold_IsRefused()
    {
        await DeniedAsync("red-admin", """{"organization":"acme","email":"new@example.com","role":"viewer"}""", 403);
        await DeniedAsync("red-admin", """{"organization":"acme","team":"blue","email":"new@example.com","role":"viewer"}""", 404);
        await DeniedAsync("acme-admin", """{"organization":"acme","email":"new@example.com","role":"owner"}""", 403);
        await DeniedAsync("acme-owner", """{"organization":"acme","team":"red","email":"new@example.com","role":"owner"}""", 400);
        await DeniedAsync("acme-owner", """{"organization":"acme","email":"nobody","role":"viewer"}""", 400);
        await DeniedAsync("acme-owner", """{"organization":"acme","email":"new@example.com","role":"viewer","valid_seconds":59}""", 400);
        await DeniedAsync("acme-owner", """{"organization":"acme","email":"new@example.com","role":"viewer","valid_seconds":2592001}""", 400);
        await DeniedAsync("acme-owner", """{"organization":"acme","team":"red","email":"grace@example.com","role":"viewer"}""", 409);
    }

    [Fact]
    public async Task Invitation_OfAMemberThatIsThere_BindsItWithTheRole()
    {
        var member = await _gateway.MakeAsync("members", """{"organization":"acme","email":"new@example.com","role":"developer"}""");
        await DeniedAsync("acme-developer", """{"organization":"acme","email":"new@example.com","role":"viewer"}""", 403);
        (await Accounts.Invitations.AcceptAsync(await InviteAsync("NEW@example.com", "viewer", null), Password, From, Cancellation)).TryGet(out var account, out _).ShouldBeTrue();

        var after = await _gateway.SendAsync("GET", "members/" + member.Id);
        (after["role"], after["account_id"]).ShouldBe(("viewer", account!.Id));
    }

    // Whoever holds a link to an address with an account must be that account: a link alone takes nothing over.
    [Fact]
    public async Task Invitation_OfAnAddressWithAnAccount_TakesThatAccount()
    {
        var token = await InviteAsync("grace@example.com", "viewer", null);
        await RefusedAsync(token, "sign_in_first");
        var other = await AccountAsync(await _gateway.JoinAsync("other@example.com", "viewer"));
        (await Accounts.Invitations.AcceptAsync(token, other, From, Cancellation)).TryGet(out _, out var refusal).ShouldBeFalse();
        refusal!.WireCode.ShouldBe("sign_in_first");

        var grace = await AccountAsync(_made.Id("accounts"));
        (await Accounts.Invitations.AcceptAsync(token, grace, From, Cancellation)).TryGet(out _, out _).ShouldBeTrue();
        Accounts.Access.Places(grace, From).Select(p => p.TeamId).ShouldBe([null, _made.Id("teams")], "the whole organization before a team");
    }

    // Resetting a password is taking the account over: for that one must hold all that it holds, everywhere.
    [Fact]
    public async Task Reset_OfAnAccountWithMoreThanOneHolds_IsRefused()
    {
        var grace = _made.Id("accounts");
        (await _gateway.SendAsync("POST", $"accounts/{grace}/reset", "{}", _made.Keys["red-admin"])).Status.ShouldBe(201);
        (await _gateway.SendAsync("POST", $"accounts/{grace}/reset", "{}", _made.Keys["red-developer"])).Status.ShouldBe(403);
        (await _gateway.SendAsync("POST", $"accounts/{grace}/reset", "{}", _made.Keys["blue-admin"])).Status.ShouldBe(404);

        var elsewhere = await _gateway.MakeAsync("invitations", """{"organization":"other","email":"grace@example.com","role":"viewer"}""");
        (await Accounts.Invitations.AcceptAsync(Token(elsewhere), await AccountAsync(grace), From, Cancellation)).TryGet(out _, out _).ShouldBeTrue();
        foreach (var (method, path, body) in new[] { ("POST", "/reset", "{}"), ("PATCH", "", "{\"disabled\":true}"), ("DELETE", "/sessions", null) })
        {
            (await _gateway.SendAsync(method, $"accounts/{grace}{path}", body, _made.Keys["acme-owner"], "*")).Status.ShouldBe(403, method + path);
        }

        (await _gateway.SendAsync("POST", $"accounts/{grace}/reset", "{}")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task Reset_Link_SetsThePasswordOnce_EndsSessionsAndLeavesTheSecondFactorUnlessAsked()
    {
        var id = _made.Id("accounts");
        var session = await SignInAsync("grace@example.com", Password);
        var first = Token(await _gateway.MakeAsync($"accounts/{id}/reset", "{}"));
        var second = Token(await _gateway.MakeAsync($"accounts/{id}/reset", "{}"));

        (await Accounts.Book.FindByResetAsync(first, Cancellation)).ShouldBeNull("a newer one was made");
        (await Accounts.Book.ResetAsync(second, "short", From, Cancellation)).TryGet(out _, out var weak).ShouldBeFalse();
        weak!.WireCode.ShouldBe("password_too_short");
        (await Accounts.Book.ResetAsync(second, "another long password of hers", From, Cancellation)).TryGet(out _, out _).ShouldBeTrue();
        (await Accounts.Book.ResetAsync(second, "one more password of somebody", From, Cancellation)).TryGet(out _, out var used).ShouldBeFalse();
        used!.WireCode.ShouldBe("link_unusable");

        (await Accounts.Sessions.FindAsync(session.Token, Cancellation)).ShouldBeNull();
        (await Accounts.SignIns.ByPasswordAsync("grace@example.com", Password, From, Cancellation)).TryGet(out _, out _).ShouldBeFalse();
        await SignInAsync("grace@example.com", "another long password of hers");
        var third = Token(await _gateway.MakeAsync($"accounts/{id}/reset", "{}"));
        _gateway.Time.Advance(ResetLink.Valid);
        (await Accounts.Book.FindByResetAsync(third, Cancellation)).ShouldBeNull("a day has passed");
    }

    [Fact]
    public async Task Disable_EndsSessionsAtOnce_AndEnableBringsNoneBack()
    {
        var id = _made.Id("accounts");
        var session = await SignInAsync("grace@example.com", Password);
        (await _gateway.SendAsync("GET", $"accounts/{id}/sessions")).Json.GetProperty("data").GetArrayLength().ShouldBe(1);

        var version = (await _gateway.SendAsync("GET", "accounts/grace@example.com")).ETag;
        (await _gateway.SendAsync("PATCH", "accounts/" + id, "{\"disabled\":true}", ifMatch: "\"77\"")).Status.ShouldBe(412);
        (await _gateway.SendAsync("PATCH", "accounts/" + id, "{\"disabled\":true}", ifMatch: version)).Status.ShouldBe(200);
        (await Accounts.Sessions.FindAsync(session.Token, Cancellation)).ShouldBeNull();
        (await Accounts.SignIns.ByPasswordAsync("grace@example.com", Password, From, Cancellation)).TryGet(out _, out var refusal).ShouldBeFalse();
        refusal!.WireCode.ShouldBe("wrong_credentials", "the same answer as to a wrong password");

        (await _gateway.SendAsync("PATCH", "accounts/" + id, "{\"disabled\":false}", ifMatch: "*")).Status.ShouldBe(200);
        (await Accounts.Sessions.FindAsync(session.Token, Cancellation)).ShouldBeNull();
        await SignInAsync("grace@example.com", Password);
    }

    [Fact]
    public async Task Sessions_SignedOutByAnAdmin_HaveEnded()
    {
        var session = await SignInAsync("grace@example.com", Password);
        (await _gateway.SendAsync("DELETE", $"accounts/{_made.Id("accounts")}/sessions", key: _made.Keys["red-admin"])).Status.ShouldBe(200);

        (await Accounts.Sessions.FindAsync(session.Token, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Places_RoleLoweredMemberRemovedOrOrganizationArchived_AreOfThatMoment()
    {
        var grace = await AccountAsync(_made.Id("accounts"));
        var member = Accounts.Access.MembersOf(grace.Id).Single();
        (await _gateway.SendAsync("PATCH", "members/" + member.Id, "{\"role\":\"admin\"}", ifMatch: "*")).Status.ShouldBe(200);
        Accounts.Access.Places(grace, From).Single().Role.ShouldBe(AccessRole.Admin);
        (await _gateway.SendAsync("PATCH", "members/" + member.Id, "{\"role\":\"viewer\"}", ifMatch: "*")).Status.ShouldBe(200);
        Accounts.Access.Places(grace, From).Single().Role.ShouldBe(AccessRole.Viewer);
        (await _gateway.SendAsync("DELETE", "organizations/" + _made.Id("organizations"), ifMatch: "*")).Status.ShouldBe(200);
        Accounts.Access.Places(grace, From).ShouldBeEmpty();
        (await _gateway.SendAsync("POST", $"organizations/{_made.Id("organizations")}/restore", "{}", ifMatch: "*")).Status.ShouldBe(200);
        (await _gateway.SendAsync("DELETE", "members/" + member.Id, ifMatch: "*")).Status.ShouldBe(200);
        Accounts.Access.Places(grace, From).ShouldBeEmpty();
    }

    private static string Token(AdminReply reply) => reply["link"].Split('=')[1];

    private async Task<string> InviteAsync(string email, string role, string? team) => Token(await _gateway.MakeAsync(
        "invitations", JsonSerializer.Serialize(new Dictionary<string, string?> { ["organization"] = "acme", ["team"] = team, ["email"] = email, ["role"] = role }
            .Where(member => member.Value is not null).ToDictionary())));

    private async Task DeniedAsync(string holder, string body, int status)
    {
        var reply = await _gateway.SendAsync("POST", "invitations", body, _made.Keys[holder]);
        reply.Status.ShouldBe(status, $"{holder}: {body}: {reply.Body}");
    }

    private async Task RefusedAsync(string token, string reason)
    {
        (await Accounts.Invitations.AcceptAsync(token, Password, From, Cancellation)).TryGet(out _, out var refusal).ShouldBeFalse();
        refusal!.WireCode.ShouldBe(reason);
    }

    private async Task<Account> AccountAsync(string id) => (await Accounts.Book.FindAsync(id, Cancellation))!;

    private async Task<SignedIn> SignInAsync(string email, string password)
    {
        (await Accounts.SignIns.ByPasswordAsync(email, password, From, Cancellation)).TryGet(out var signedIn, out var refusal).ShouldBeTrue(refusal?.Message);
        return signedIn!;
    }
}
