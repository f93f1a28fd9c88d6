using NextModel.Audit;

namespace NextModel.Accounts;

/// <summary>
/// Where accounts and invitations are kept. Every change is durable when it returns, and its audit entries with it: all or nothing. A change
/// of what is not as expected any more throws and changes nothing.
/// </summary>
public interface IAccountStore
{
    ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken);

    /// <param name="email">In lower case.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<Account?> FindByEmailAsync(string email, CancellationToken cancellationToken);

    ValueTask<Account?> FindByIdentityAsync(string issuer, string subject, CancellationToken cancellationToken);

    /// <summary>All accounts, in the order of ids.</summary>
    ValueTask<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The identity providers that sign the account in.</summary>
    ValueTask<IReadOnlyList<string>> ListIssuersAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Replaces all but id, address and creation.</summary>
    ValueTask UpdateAsync(Account account, AccountEffects effects, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Takes a step of the second factor, once; false when it or a later one was taken. Not a change, so not audited.</summary>
    ValueTask<bool> TakeTotpStepAsync(string accountId, long step, CancellationToken cancellationToken);

    /// <summary>Uses up a recovery code; false when there is no such code, and then nothing is audited.</summary>
    ValueTask<bool> TakeRecoveryCodeAsync(string accountId, byte[] digest, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>How many recovery codes are left.</summary>
    ValueTask<int> CountRecoveryCodesAsync(string accountId, CancellationToken cancellationToken);

    ValueTask<ResetLink?> FindResetAsync(byte[] digest, CancellationToken cancellationToken);

    ValueTask AddInvitationAsync(Invitation invitation, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Replaces expiry, acceptance and revocation.</summary>
    ValueTask UpdateInvitationAsync(Invitation invitation, AuditDraft audit, CancellationToken cancellationToken);

    ValueTask<Invitation?> FindInvitationAsync(string id, CancellationToken cancellationToken);

    ValueTask<Invitation?> FindInvitationByDigestAsync(byte[] digest, CancellationToken cancellationToken);

    /// <summary>All invitations, in the order of ids.</summary>
    ValueTask<IReadOnlyList<Invitation>> ListInvitationsAsync(CancellationToken cancellationToken);

    ValueTask AcceptAsync(Acceptance acceptance, IReadOnlyList<AuditDraft> drafts, CancellationToken cancellationToken);
}
