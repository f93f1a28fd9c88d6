using Microsoft.Extensions.Logging;
using NextModel.Audit;
using NextModel.Errors;
using NextModel.Telemetry;

namespace NextModel.Accounts;

/// <summary>
/// From address and password to a session. Whether there is such an account shows in no answer and in no time taken: attempts are counted by
/// what was typed, and a password is always compared. Who guesses at somebody's account stops themselves and not them (see
/// <see cref="AttemptRule"/>): the waits are of one network, and a network the account has signed in from never waits for others.
/// </summary>
public sealed partial class SignIns(
    IAccountStore accounts, ISessionStore attempts, SessionBook sessions, PasswordCheck passwords, SecondFactors factors, AccountTokens tokens, TimeProvider time,
    ILogger<SignIns> logger)
{
    /// <summary>Begins a session, or one that still waits for the second factor.</summary>
    public async ValueTask<Result<SignedIn>> ByPasswordAsync(string email, string password, SignInPlace from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        ArgumentNullException.ThrowIfNull(from);
        var address = AddressOf(email);
        var account = await accounts.FindByEmailAsync(address, cancellationToken);
        var rules = await RulesAsync(address, account?.Id, from, cancellationToken);
        if (await WaitAsync(rules, from, cancellationToken) is { } wait)
        {
            return wait;
        }

        if (await passwords.VerifyAsync(account?.PasswordHash, password, cancellationToken) is not { } verdict)
        {
            return AccountRefusals.Busy;
        }

        if (account is null or { DisabledAt: not null } || verdict == PasswordVerdict.Wrong)
        {
            LogRefused(account?.Id ?? "of nobody", from.Address);
            return AccountRefusals.Wrong;
        }

        if (verdict == PasswordVerdict.RightAndStale && await passwords.HashAsync(password, cancellationToken) is { } hash)
        {
            account = account with { PasswordHash = hash, Version = account.Version + 1 };
            await accounts.UpdateAsync(account, AccountEffects.None, Draft(account, "account.rehash", from), cancellationToken);
        }

        if (account.HasSecondFactor)
        {
            return await sessions.BeginAsync(SignInMethod.Password, from, account.Id, null, isPending: true, cancellationToken);
        }

        await ForgetAsync(rules, cancellationToken);
        return await BeginAsync(account, SignInMethod.Password, from, cancellationToken);
    }

    /// <summary>Goes on from a session that waits for the second factor: a new one takes its place.</summary>
    public async ValueTask<Result<SignedIn>> BySecondFactorAsync(AccountSession pending, string code, SignInPlace from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pending);
        if (!pending.IsPending || pending.AccountId is not { } id || await accounts.FindAsync(id, cancellationToken) is not { DisabledAt: null } account)
        {
            return AccountRefusals.SessionOver;
        }

        var rules = await RulesAsync(account.Email, account.Id, from, cancellationToken);
        if (await WaitAsync(rules, from, cancellationToken) is { } wait)
        {
            return wait;
        }

        var byCode = SecondFactors.IsCode(code);
        var taken = byCode
            ? await factors.TakeCodeAsync(account, code, cancellationToken)
            : await factors.TakeRecoveryCodeAsync(account, code, ActorOf(account, from), cancellationToken);
        if (!taken)
        {
            LogRefused(account.Id, from.Address);
            return AccountRefusals.WrongCode;
        }

        await ForgetAsync(rules, cancellationToken);
        await sessions.EndAsync(pending, cancellationToken);
        return await BeginAsync(account, byCode ? SignInMethod.SecondFactor : SignInMethod.RecoveryCode, from, cancellationToken);
    }

    /// <summary>Begins a session of somebody whom an identity provider has named.</summary>
    public async ValueTask<Result<SignedIn>> ByIdentityAsync(Account account, SignInPlace from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.DisabledAt is null ? await BeginAsync(account, SignInMethod.SingleSignOn, from, cancellationToken) : AccountRefusals.Wrong;
    }

    /// <summary>Null when the password, where it has one, is the account's; counted like a sign-in, so that an open browser is no place to guess in.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="password">What was typed.</param>
    /// <param name="from">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="takesCode">Takes a code of the second factor, which then must be right too; null asks for none.</param>
    public async ValueTask<GatewayError?> ConfirmAsync(
        Account account, string password, SignInPlace from, CancellationToken cancellationToken, Func<ValueTask<bool>>? takesCode = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(from);
        var rules = await RulesAsync(account.Email, account.Id, from, cancellationToken);
        if (await WaitAsync(rules, from, cancellationToken) is { } wait)
        {
            return wait;
        }

        if (account.PasswordHash is not null && await passwords.VerifyAsync(account.PasswordHash, password, cancellationToken) is var verdict and not (PasswordVerdict.Right or PasswordVerdict.RightAndStale))
        {
            return verdict is null ? AccountRefusals.Busy : Refused(AccountRefusals.WrongPassword);
        }

        if (takesCode is not null && !await takesCode())
        {
            return Refused(AccountRefusals.WrongCode);
        }

        await ForgetAsync(rules, cancellationToken);
        return null;

        GatewayError Refused(GatewayError why)
        {
            LogRefused(account.Id, from.Address);
            return why;
        }
    }

    /// <summary>Null when one more secret may be tried from there: keys and links cannot be guessed, but trying must cost nothing.</summary>
    public ValueTask<GatewayError?> TryFromAsync(SignInPlace from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        return WaitAsync([AttemptRule.OfNetwork(from.Network)], from, cancellationToken);
    }

    /// <summary>What was tried from there was right, and does not count.</summary>
    public ValueTask SucceededFromAsync(SignInPlace from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        return attempts.ForgetAttemptsAsync([], [AttemptRule.OfNetwork(from.Network)], cancellationToken);
    }

    /// <summary>An address as it is looked up.</summary>
    public static string AddressOf(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return typed.Trim().ToLowerInvariant();
    }

    /// <summary>How the audit trail names somebody who signed in.</summary>
    public static AuditActor ActorOf(Account account, SignInPlace from)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(from);
        return new AuditActor("account", account.Id, account.Email) { Via = "dashboard", Address = from.Address };
    }

    private async ValueTask<SignedIn> BeginAsync(Account account, SignInMethod method, SignInPlace from, CancellationToken cancellationToken)
    {
        LogSignedIn(account.Id, method, from.Address);
        return await sessions.BeginAsync(method, from, account.Id, null, isPending: false, cancellationToken);
    }

    private async ValueTask<List<AttemptRule>> RulesAsync(string address, string? accountId, SignInPlace from, CancellationToken cancellationToken)
    {
        var subject = tokens.Subject(address);
        var known = await attempts.HasSignedInFromAsync(accountId ?? "", from.Network, cancellationToken);
        List<AttemptRule> rules = [AttemptRule.OfNetwork(from.Network), AttemptRule.OfAccountThere(subject, from.Network)];
        if (!known)
        {
            rules.Add(AttemptRule.OfAccount(subject));
        }

        return rules;
    }

    private async ValueTask<GatewayError?> WaitAsync(IReadOnlyList<AttemptRule> rules, SignInPlace from, CancellationToken cancellationToken)
    {
        var wait = await attempts.TryAttemptAsync(rules, time.GetUtcNow(), cancellationToken);
        if (wait <= TimeSpan.Zero)
        {
            return null;
        }

        LogHeld(from.Address, (int)wait.TotalSeconds);
        return AccountRefusals.Wait(wait);
    }

    private ValueTask ForgetAsync(List<AttemptRule> rules, CancellationToken cancellationToken) =>
        attempts.ForgetAttemptsAsync(rules[1..], rules[..1], cancellationToken);

    private AuditDraft Draft(Account account, string action, SignInPlace from) =>
        new(ActorOf(account, from), action, account.Id, "", time.GetUtcNow()) { Before = AccountFacts.Of(account), After = AccountFacts.Of(account) };

    [LoggerMessage(EventIds.SignedIn, LogLevel.Information, "Account {Account} signed in by {Method} from {Address}")]
    private partial void LogSignedIn(string account, SignInMethod method, string address);

    [LoggerMessage(EventIds.SignInRefused, LogLevel.Warning, "A sign-in to account {Account} from {Address} was refused")]
    private partial void LogRefused(string account, string address);

    [LoggerMessage(EventIds.SignInHeld, LogLevel.Warning, "Sign-ins from {Address} have to wait {Seconds} seconds after too many attempts")]
    private partial void LogHeld(string address, int seconds);
}
