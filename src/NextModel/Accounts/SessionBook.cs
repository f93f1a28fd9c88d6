using NextModel.Audit;

namespace NextModel.Accounts;

/// <summary>Sessions from their beginning to their end. A token is made here and nowhere else: what a browser sends never becomes one.</summary>
public sealed class SessionBook(ISessionStore store, AccountTokens tokens, TimeProvider time)
{
    // A write for each request would be many; who looks at their sessions wants to know the minute.
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);

    /// <summary>Begins one.</summary>
    public async ValueTask<SignedIn> BeginAsync(
        SignInMethod method, SignInPlace from, string? accountId, string? managementKeyId, bool isPending, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (token, digest) = tokens.Make(AccountTokens.Session);
        var session = new AccountSession("ses_" + Guid.CreateVersion7(now).ToString("N"), digest, method, from)
        {
            AccountId = accountId,
            ManagementKeyId = managementKeyId,
            IsPending = isPending,
            CreatedAt = now,
            LastSeenAt = now,
        };
        await store.AddAsync(session, cancellationToken);
        return new SignedIn(session, token);
    }

    /// <summary>The live session of a token, marked as used; null when there is none.</summary>
    public async ValueTask<AccountSession?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        if (await PeekAsync(token, cancellationToken) is not { } session)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (now - session.LastSeenAt >= TouchEvery)
        {
            await store.TouchAsync(session.Id, now, cancellationToken);
        }

        return session;
    }

    /// <summary>The same without marking it as used: what only goes on by itself keeps no session alive.</summary>
    public async ValueTask<AccountSession?> PeekAsync(string? token, CancellationToken cancellationToken) =>
        token is { Length: > 0 } && await store.FindAsync(tokens.Digest(AccountTokens.Session, token), cancellationToken) is { } session && session.IsLive(time.GetUtcNow())
            ? session
            : null;

    /// <summary>Signs one out.</summary>
    public ValueTask EndAsync(AccountSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        return store.EndAsync(session.Id, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>The live sessions of an account, newest first.</summary>
    public async ValueTask<IReadOnlyList<AccountSession>> ListAsync(string accountId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return [.. (await store.ListAsync(accountId, cancellationToken)).Where(session => session.IsLive(now) && !session.IsPending)];
    }

    /// <summary>Signs out sessions of an account.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="accountId">Whose they are.</param>
    /// <param name="onlyId">The one to end; null for all.</param>
    /// <param name="keptId">The one that goes on; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask EndAllAsync(AuditActor actor, string accountId, string? onlyId, string? keptId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return store.EndAllAsync(
            accountId, onlyId, keptId, now, new AuditDraft(actor, "account.sign_out", accountId, "", now) { After = AccountFacts.OfSignOut(onlyId) }, cancellationToken);
    }
}
