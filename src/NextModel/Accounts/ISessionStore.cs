using NextModel.Audit;

namespace NextModel.Accounts;

/// <summary>Where sessions, and attempts to sign in, are kept: they outlive the process.</summary>
public interface ISessionStore
{
    ValueTask AddAsync(AccountSession session, CancellationToken cancellationToken);

    ValueTask<AccountSession?> FindAsync(byte[] digest, CancellationToken cancellationToken);

    /// <summary>Sessions of an account that have not been signed out, newest first, ended by time or not.</summary>
    ValueTask<IReadOnlyList<AccountSession>> ListAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Notes when a session was last used; a later time wins.</summary>
    ValueTask TouchAsync(string id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Signs one out; one that has ended stays as it is.</summary>
    ValueTask EndAsync(string id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Signs out all sessions of an account but one, for a reason that is on the audit trail.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="onlyId">The one to end; null for all.</param>
    /// <param name="keptId">The one that goes on; null for none.</param>
    /// <param name="at">When.</param>
    /// <param name="audit">The entry that goes with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask EndAllAsync(string accountId, string? onlyId, string? keptId, DateTimeOffset at, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>True when the account has signed in from that network, as far as sessions are still kept.</summary>
    ValueTask<bool> HasSignedInFromAsync(string accountId, string network, CancellationToken cancellationToken);

    /// <summary>Counts one attempt under every rule, unless one of them says to wait: then nothing is counted and the longest wait is given.</summary>
    ValueTask<TimeSpan> TryAttemptAsync(IReadOnlyList<AttemptRule> rules, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>After an attempt that worked: those before it are forgotten, and it does not count itself.</summary>
    /// <param name="forgotten">Rules whose attempts all go.</param>
    /// <param name="uncounted">Rules that only the last attempt goes from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask ForgetAttemptsAsync(IReadOnlyList<AttemptRule> forgotten, IReadOnlyList<AttemptRule> uncounted, CancellationToken cancellationToken);

    /// <summary>Removes sessions last used, and attempts last made, before these times.</summary>
    ValueTask SweepAsync(DateTimeOffset sessionsBefore, DateTimeOffset attemptsBefore, CancellationToken cancellationToken);
}
