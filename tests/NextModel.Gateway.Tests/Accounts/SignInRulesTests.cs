using System.Net;
using NextModel.Accounts;
using NextModel.Errors;
using NextModel.Gateway.Tests.Admin;
using NextModel.Testing;

namespace NextModel.Gateway.Tests.Accounts;

/// <summary>Guessing, second factors and sessions, on the real store and the real hasher.</summary>
public sealed class SignInRulesTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Password = AdminGateway.Password;

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();
    private AdminGateway _gateway = null!;
    private string _id = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private NextModel.Gateway.Hosting.InstallationAccounts Accounts => _gateway.Gateway.Installation.Accounts;

    public async ValueTask InitializeAsync()
    {
        _gateway = await AdminGateway.StartAsync(_directory, _time);
        _id = await _gateway.JoinAsync(Email, "viewer");
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task WrongPassword_UnknownAddressAndDisabledAccount_AreOneAnswer()
    {
        var wrong = await RefusedAsync(Email, "not the password of anybody", Place(1));
        var unknown = await RefusedAsync("nobody@example.com", Password, Place(2));
        (await _gateway.SendAsync("PATCH", "accounts/" + _id, "{\"disabled\":true}", ifMatch: "*")).Status.ShouldBe(200);
        var disabled = await RefusedAsync(Email, Password, Place(3));

        unknown.ShouldBe(wrong);
        disabled.ShouldBe(wrong);
    }

    // The waits come at the same attempt for an address with an account and for one without.
    [Theory]
    [InlineData(Email)]
    [InlineData("nobody@example.com")]
    public async Task Guessing_FromOnePlace_HasToWaitLongerEachTime(string address)
    {
        for (var i = 0; i < 5; i++)
        {
            (await RefusedAsync(address, "guess number " + i, Place(1))).WireCode.ShouldBe("wrong_credentials");
        }

        (await RefusedAsync(address, Password, Place(1))).RetryAfter.ShouldBe(TimeSpan.FromMinutes(1), "not even the right one is looked at");
        _time.Advance(TimeSpan.FromMinutes(1));
        (await RefusedAsync(address, "guess number 6", Place(1))).WireCode.ShouldBe("wrong_credentials");
        (await RefusedAsync(address, "guess number 7", Place(1))).RetryAfter.ShouldBe(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Guessing_FromOnePlace_KeepsNobodyOutElsewhere()
    {
        for (var i = 0; i < 8; i++)
        {
            await RefusedAsync(Email, "guess number " + i, Place(1));
        }

        await SignInAsync(Place(2));
        (await RefusedAsync(Email, Password, Place(1))).WireCode.ShouldBe("wait");
    }

    // A hundred networks guess together: the owner goes on from where they have signed in before.
    [Fact]
    public async Task Guessing_FromManyPlaces_StopsStrangersAndNotTheOwner()
    {
        await SignInAsync(Place(1));
        for (var i = 0; i < 100; i++)
        {
            (await RefusedAsync(Email, "guess", Place(i % 50 + 10))).WireCode.ShouldBe("wrong_credentials");
        }

        (await RefusedAsync(Email, Password, Place(99))).WireCode.ShouldBe("wait");
        await SignInAsync(Place(1));
    }

    [Fact]
    public async Task SuccessfulSignIns_FromOnePlace_AreNotCounted()
    {
        for (var i = 0; i < 30; i++)
        {
            await SignInAsync(Place(1));
        }
    }

    [Fact]
    public async Task Wait_AfterARestart_GoesOn()
    {
        for (var i = 0; i < 5; i++)
        {
            await RefusedAsync(Email, "guess", Place(1));
        }

        await _gateway.DisposeAsync();
        _gateway = await AdminGateway.StartAsync(_directory, _time);

        (await RefusedAsync(Email, Password, Place(1))).WireCode.ShouldBe("wait");
    }

    [Fact]
    public async Task Session_AfterARestart_GoesOn_AndEndsByIdlenessOrAge()
    {
        var session = await SignInAsync(Place(1));
        await _gateway.DisposeAsync();
        _gateway = await AdminGateway.StartAsync(_directory, _time);
        (await Accounts.Sessions.FindAsync(session.Token, Cancellation)).ShouldNotBeNull();

        for (var i = 0; i < 24; i++)
        {
            (await Accounts.Sessions.FindAsync(session.Token, Cancellation)).ShouldNotBeNull($"{i * 29} minutes old");
            _time.Advance(TimeSpan.FromMinutes(29));
        }

        _time.Advance(TimeSpan.FromMinutes(24));
        (await Accounts.Sessions.FindAsync(session.Token, Cancellation)).ShouldBeNull("12 hours old");
        var unused = await SignInAsync(Place(1));
        _time.Advance(TimeSpan.FromMinutes(30));
        (await Accounts.Sessions.FindAsync(unused.Token, Cancellation)).ShouldBeNull("unused for half an hour");
        (await Accounts.Sessions.FindAsync("chosen-by-somebody-else", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task SecondFactor_OnceOn_IsAskedFor_AndEachCodeIsTakenOnce()
    {
        var (secret, codes, _) = await AddSecondFactorAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        var pending = await PendingAsync();
        (await Accounts.SignIns.BySecondFactorAsync(pending, "000000", Place(1), Cancellation)).TryGet(out _, out var wrong).ShouldBeFalse();
        wrong!.WireCode.ShouldBe("wrong_code");

        var code = Totp.CodeAt(secret, Totp.StepAt(_time.GetUtcNow()));
        (await Accounts.SignIns.BySecondFactorAsync(pending, code, Place(1), Cancellation)).TryGet(out var signedIn, out _).ShouldBeTrue();
        signedIn!.Session.Id.ShouldNotBe(pending.Id, "a new session takes the place of the one that waited");
        signedIn.Session.Method.ShouldBe(SignInMethod.SecondFactor);
        (await Accounts.SignIns.BySecondFactorAsync(await PendingAsync(), code, Place(1), Cancellation)).TryGet(out _, out _).ShouldBeFalse("the code was used");

        (await Accounts.SignIns.BySecondFactorAsync(await PendingAsync(), codes[0].ToLowerInvariant(), Place(1), Cancellation)).TryGet(out signedIn, out _).ShouldBeTrue();
        signedIn!.Session.Method.ShouldBe(SignInMethod.RecoveryCode);
        (await Accounts.SignIns.BySecondFactorAsync(await PendingAsync(), codes[0], Place(1), Cancellation)).TryGet(out _, out _).ShouldBeFalse("the recovery code was used");
        (await Accounts.Book.CountRecoveryCodesAsync(_id, Cancellation)).ShouldBe(9);
    }

    [Fact]
    public async Task SecondFactor_Guessing_HasToWait_AndAPendingSessionSeesNothing()
    {
        await AddSecondFactorAsync();
        var pending = await PendingAsync();
        pending.IsPending.ShouldBeTrue();
        var refused = 0;
        for (var i = 0; i < 6; i++)
        {
            (await Accounts.SignIns.BySecondFactorAsync(pending, "12345" + i, Place(1), Cancellation)).TryGet(out _, out var refusal);
            refused += refusal!.WireCode == "wait" ? 1 : 0;
        }

        refused.ShouldBe(2, "the password was the first of five attempts");
        _time.Advance(AccountSession.LongestPending);
        pending.IsLive(_time.GetUtcNow()).ShouldBeFalse();
    }

    [Fact]
    public async Task SecondFactor_ChangesTakeThePassword_AndRemovingItACodeToo()
    {
        var (secret, _, session) = await AddSecondFactorAsync();
        var account = (await Accounts.Book.FindAsync(_id, Cancellation))!;
        var code = Totp.CodeAt(secret, Totp.StepAt(_time.GetUtcNow()) + 1);

        (await Accounts.Book.RemoveSecondFactorAsync(account, session, "a wrong password of hers", code, Place(1), Cancellation)).TryGet(out _, out var refusal).ShouldBeFalse();
        refusal!.WireCode.ShouldBe("wrong_password");
        (await Accounts.Book.RemoveSecondFactorAsync(account, session, Password, "000000", Place(1), Cancellation)).TryGet(out _, out refusal).ShouldBeFalse();
        refusal!.WireCode.ShouldBe("wrong_code");
        (await Accounts.Book.RemoveSecondFactorAsync(account, session, Password, code, Place(1), Cancellation)).TryGet(out var after, out _).ShouldBeTrue();
        after!.HasSecondFactor.ShouldBeFalse();
        (await Accounts.Book.CountRecoveryCodesAsync(_id, Cancellation)).ShouldBe(0);
        (await SignInAsync(Place(1))).Session.IsPending.ShouldBeFalse();
    }

    [Fact]
    public async Task RecoveryCodes_Renewed_TakeThePlaceOfThoseBefore()
    {
        var (secret, before, session) = await AddSecondFactorAsync();
        var account = (await Accounts.Book.FindAsync(_id, Cancellation))!;
        (await Accounts.Book.RenewRecoveryCodesAsync(account, session, Password, "000000", Place(1), Cancellation)).TryGet(out _, out var refusal).ShouldBeFalse();
        refusal!.WireCode.ShouldBe("wrong_code");

        var code = Totp.CodeAt(secret, Totp.StepAt(_time.GetUtcNow()) + 1);
        (await Accounts.Book.RenewRecoveryCodesAsync(account, session, Password, code, Place(1), Cancellation)).TryGet(out var shown, out _).ShouldBeTrue();

        shown!.Codes.Count.ShouldBe(SecondFactors.RecoveryCodes);
        shown.Codes.Intersect(before).ShouldBeEmpty();
        (await Accounts.Book.CountRecoveryCodesAsync(_id, Cancellation)).ShouldBe(SecondFactors.RecoveryCodes);
        (await Accounts.SignIns.BySecondFactorAsync(await PendingAsync(), before[0], Place(1), Cancellation)).TryGet(out _, out _).ShouldBeFalse("it was one of those before");
        (await Accounts.SignIns.BySecondFactorAsync(await PendingAsync(), shown.Codes[0], Place(1), Cancellation)).TryGet(out _, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task CodesOfAChange_GuessedWithTheRightPassword_HaveToWait()
    {
        var (_, _, session) = await AddSecondFactorAsync();
        var account = (await Accounts.Book.FindAsync(_id, Cancellation))!;
        var last = "";
        for (var i = 0; i < 6; i++)
        {
            (await Accounts.Book.RenewRecoveryCodesAsync(account, session, Password, "12345" + i, Place(1), Cancellation)).TryGet(out _, out var refusal);
            last = refusal!.WireCode;
        }

        last.ShouldBe("wait");
    }

    [Fact]
    public async Task ChangePassword_EndsAllOtherSessions()
    {
        var (own, other) = (await SignInAsync(Place(1)), await SignInAsync(Place(2)));
        var account = (await Accounts.Book.FindAsync(_id, Cancellation))!;

        (await Accounts.Book.ChangePasswordAsync(account, own.Session, "a wrong password of hers", "another long password of hers", Place(1), Cancellation)).TryGet(out _, out _).ShouldBeFalse();
        (await Accounts.Book.ChangePasswordAsync(account, own.Session, Password, "short", Place(1), Cancellation)).TryGet(out _, out _).ShouldBeFalse();
        (await Accounts.Book.ChangePasswordAsync(account, own.Session, Password, "another long password of hers", Place(1), Cancellation)).TryGet(out _, out _).ShouldBeTrue();

        (await Accounts.Sessions.FindAsync(own.Token, Cancellation)).ShouldNotBeNull();
        (await Accounts.Sessions.FindAsync(other.Token, Cancellation)).ShouldBeNull();
    }

    private static SignInPlace Place(int number) => SignInPlace.Of(IPAddress.Parse($"198.51.{number}.7"), "a test", "en");

    private async Task<GatewayError> RefusedAsync(string email, string password, SignInPlace from)
    {
        (await Accounts.SignIns.ByPasswordAsync(email, password, from, Cancellation)).TryGet(out _, out var refusal).ShouldBeFalse();
        return refusal!;
    }

    private async Task<SignedIn> SignInAsync(SignInPlace from)
    {
        (await Accounts.SignIns.ByPasswordAsync(Email, Password, from, Cancellation)).TryGet(out var signedIn, out var refusal).ShouldBeTrue(refusal?.Message);
        return signedIn!;
    }

    private async Task<AccountSession> PendingAsync() => (await SignInAsync(Place(1))).Session;

    private async Task<(byte[] Secret, IReadOnlyList<string> Codes, AccountSession Session)> AddSecondFactorAsync()
    {
        var session = (await SignInAsync(Place(1))).Session;
        var account = (await Accounts.Book.FindAsync(_id, Cancellation))!;
        var secret = Accounts.SecondFactors.Offer(account, session);
        var added = await Accounts.Book.AddSecondFactorAsync(account, session, Password, Totp.CodeAt(secret, Totp.StepAt(_time.GetUtcNow())), Place(1), Cancellation);
        added.TryGet(out var shown, out var refusal).ShouldBeTrue(refusal?.Message);
        return (secret, shown!.Codes, session);
    }
}
