using NextModel.Audit;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Accounts;

/// <summary>Changes to accounts: by their owners, who prove that it is they, and by administrators.</summary>
public sealed class AccountBook(
    IAccountStore store, SignIns signIns, SessionBook sessions, SecondFactors factors, PasswordCheck passwords, AccountTokens tokens, AccountAccess access, TenancyChanges changes)
{
    /// <summary>How old a sign-in without a password may be for a change that otherwise takes the password.</summary>
    public static TimeSpan Fresh { get; } = TimeSpan.FromMinutes(10);

    public ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    /// <summary>Accounts of which somebody may know, in the order of ids.</summary>
    public async ValueTask<IReadOnlyList<Account>> ListAsync(Administrator by, CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(cancellationToken)).Where(account => access.Sees(by, account.Id))];

    /// <summary>The account of that id or address, when they may know of it.</summary>
    public async ValueTask<Result<Account>> FindAsync(Administrator by, string idOrEmail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(idOrEmail);
        var account = idOrEmail.Contains('@', StringComparison.Ordinal)
            ? await store.FindByEmailAsync(SignIns.AddressOf(idOrEmail), cancellationToken)
            : await store.FindAsync(idOrEmail, cancellationToken);
        return account is not null && access.Sees(by, account.Id) ? account : TenancyRules.Missing("account", idOrEmail);
    }

    public ValueTask<int> CountRecoveryCodesAsync(string accountId, CancellationToken cancellationToken) => store.CountRecoveryCodesAsync(accountId, cancellationToken);

    /// <summary>The identity providers that sign the account in.</summary>
    public ValueTask<IReadOnlyList<string>> ListIssuersAsync(string accountId, CancellationToken cancellationToken) => store.ListIssuersAsync(accountId, cancellationToken);

    /// <summary>Changes one's own password; all other sessions end.</summary>
    public async ValueTask<Result<Account>> ChangePasswordAsync(
        Account account, AccountSession session, string present, string next, SignInPlace from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(session);
        if ((await ProveAsync(account, session, present, from, cancellationToken) ?? PasswordRules.Check(next, account.Email)) is { } refusal)
        {
            return refusal;
        }

        return await passwords.HashAsync(next, cancellationToken) is { } hash
            ? await ChangeAsync(
                SignIns.ActorOf(account, from), "password", account, account with { PasswordHash = hash, PasswordChangedAt = changes.Now },
                new AccountEffects { EndsSessions = true, KeptSession = session.Id }, cancellationToken)
            : AccountRefusals.Busy;
    }

    /// <summary>Turns the second factor on, once a code shows that the app has the secret; gives the recovery codes. Other sessions end.</summary>
    public async ValueTask<Result<ShownCodes>> AddSecondFactorAsync(
        Account account, AccountSession session, string password, string code, SignInPlace from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (await ProveAsync(account, session, password, from, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var secret = factors.Offer(account, session);
        if (Totp.FindStep(secret, code.Replace(" ", "", StringComparison.Ordinal), changes.Now) is not { } step)
        {
            return AccountRefusals.WrongCode;
        }

        var (shown, digests) = factors.MakeRecoveryCodes(account.Id);
        var changed = await ChangeAsync(
            SignIns.ActorOf(account, from), "second_factor", account, account with { Totp = factors.Seal(account, secret) },
            new AccountEffects { RecoveryCodes = digests, EndsSessions = true, KeptSession = session.Id }, cancellationToken);
        if (!changed.TryGet(out _, out refusal))
        {
            return refusal;
        }

        await store.TakeTotpStepAsync(account.Id, step, cancellationToken);
        return new ShownCodes(shown);
    }

    /// <summary>Turns the second factor off; takes the password and a code.</summary>
    public async ValueTask<Result<Account>> RemoveSecondFactorAsync(
        Account account, AccountSession session, string password, string code, SignInPlace from, CancellationToken cancellationToken) =>
        await ProveBothAsync(account, session, password, code, from, cancellationToken) is { } refusal ? refusal : await ChangeAsync(
            SignIns.ActorOf(account, from), "second_factor", account, account with { Totp = null }, new AccountEffects { RecoveryCodes = [] }, cancellationToken);

    /// <summary>Gives new recovery codes in the place of all there were; takes the password and a code, which may be one of them.</summary>
    public async ValueTask<Result<ShownCodes>> RenewRecoveryCodesAsync(
        Account account, AccountSession session, string password, string code, SignInPlace from, CancellationToken cancellationToken)
    {
        if (await ProveBothAsync(account, session, password, code, from, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var (shown, digests) = factors.MakeRecoveryCodes(account.Id);
        var changed = await ChangeAsync(
            SignIns.ActorOf(account, from), "recovery_codes", account, account, new AccountEffects { RecoveryCodes = digests }, cancellationToken);
        return changed.TryGet(out _, out refusal) ? new ShownCodes(shown) : refusal;
    }

    /// <summary>Makes a link that lets somebody choose a new password. Only who could give and take every role of the account may.</summary>
    public async ValueTask<Result<MadeLink>> MakeResetAsync(Administrator by, string id, bool removesSecondFactor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!(await FindManagedAsync(by, id, cancellationToken)).TryGet(out var account, out var refusal))
        {
            return refusal;
        }

        var (token, digest) = tokens.Make(AccountTokens.Reset);
        var link = new ResetLink(account.Id, digest, removesSecondFactor, changes.Now + ResetLink.Valid);
        var changed = await ChangeAsync(by.Actor, "reset_link", account, account, new AccountEffects { Reset = link }, cancellationToken, AccountFacts.Of(link));
        return changed.TryGet(out _, out refusal) ? new MadeLink(account.Id, token, link.ExpiresAt) : refusal;
    }

    /// <summary>Whose link it is, while it can be used; null when it cannot.</summary>
    public async ValueTask<Account?> FindByResetAsync(string token, CancellationToken cancellationToken) =>
        await store.FindResetAsync(tokens.Digest(AccountTokens.Reset, token), cancellationToken) is { } link && changes.Now < link.ExpiresAt
        && await store.FindAsync(link.AccountId, cancellationToken) is { DisabledAt: null } account ? account : null;

    /// <summary>Uses a link: the password is the new one and all sessions end. Signing in is another step, with the second factor if there is one.</summary>
    public async ValueTask<Result<Account>> ResetAsync(string token, string password, SignInPlace from, CancellationToken cancellationToken)
    {
        if (await store.FindResetAsync(tokens.Digest(AccountTokens.Reset, token), cancellationToken) is not { } link
            || await FindByResetAsync(token, cancellationToken) is not { } account)
        {
            return AccountRefusals.LinkUnusable;
        }

        if (PasswordRules.Check(password, account.Email) is { } bad)
        {
            return bad;
        }

        if (await passwords.HashAsync(password, cancellationToken) is not { } hash)
        {
            return AccountRefusals.Busy;
        }

        var after = account with { PasswordHash = hash, PasswordChangedAt = changes.Now, Totp = link.RemovesSecondFactor ? null : account.Totp };
        return await ChangeAsync(
            SignIns.ActorOf(account, from), "reset", account, after,
            new AccountEffects { EndsSessions = true, UsedReset = link, RecoveryCodes = link.RemovesSecondFactor ? [] : null }, cancellationToken);
    }

    /// <summary>Keeps somebody from signing in, with all their sessions ended at once; or lets them again.</summary>
    public async ValueTask<Result<Account>> SetDisabledAsync(Administrator by, string id, long? version, bool disabled, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!(await FindManagedAsync(by, id, cancellationToken)).TryGet(out var account, out var refusal)
            || (refusal = TenancyRules.CheckVersion(version, account.Version)) is not null)
        {
            return refusal;
        }

        return disabled == account.DisabledAt is not null
            ? account
            : await ChangeAsync(
                by.Actor, disabled ? "disable" : "enable", account, account with { DisabledAt = disabled ? changes.Now : null },
                new AccountEffects { EndsSessions = disabled }, cancellationToken);
    }

    /// <summary>Signs somebody out everywhere.</summary>
    public async ValueTask<Result<Account>> SignOutAsync(Administrator by, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!(await FindManagedAsync(by, id, cancellationToken)).TryGet(out var account, out var refusal))
        {
            return refusal;
        }

        await sessions.EndAllAsync(by.Actor, account.Id, null, null, cancellationToken);
        return account;
    }

    private async ValueTask<Result<Account>> FindManagedAsync(Administrator by, string id, CancellationToken cancellationToken) =>
        !(await FindAsync(by, id, cancellationToken)).TryGet(out var account, out var missing) ? missing
        : access.WhyNotManage(by, account.Id) is { } refusal ? refusal
        : account;

    private async ValueTask<GatewayError?> ProveAsync(
        Account account, AccountSession session, string password, SignInPlace from, CancellationToken cancellationToken, Func<ValueTask<bool>>? takesCode = null) =>
        account.PasswordHash is null && changes.Now - session.CreatedAt >= Fresh ? AccountRefusals.SignInAgain
        : account.PasswordHash is null && takesCode is null ? null
        : await signIns.ConfirmAsync(account, password, from, cancellationToken, takesCode);

    // The password, and then a code: of the app, or a recovery code, which is used up with that.
    private ValueTask<GatewayError?> ProveBothAsync(Account account, AccountSession session, string password, string code, SignInPlace from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(session);
        return ProveAsync(account, session, password, from, cancellationToken, async () => account.HasSecondFactor
            && (await factors.TakeCodeAsync(account, code, cancellationToken)
                || (!SecondFactors.IsCode(code) && await factors.TakeRecoveryCodeAsync(account, code, SignIns.ActorOf(account, from), cancellationToken))));
    }

    private ValueTask<Result<Account>> ChangeAsync(
        AuditActor actor, string verb, Account before, Account after, AccountEffects effects, CancellationToken cancellationToken, string? facts = null) => changes.RunAsync<Account>(
        async () =>
        {
            if (await store.FindAsync(before.Id, cancellationToken) is not { } present || present.Version != before.Version)
            {
                return AccountRefusals.ChangedMeanwhile;
            }

            after = after with { Version = before.Version + 1 };
            await store.UpdateAsync(
                after, effects, changes.Draft(actor, "account." + verb, before.Id, "", AccountFacts.Of(before), facts ?? AccountFacts.Of(after)), cancellationToken);
            return after;
        },
        cancellationToken);
}
