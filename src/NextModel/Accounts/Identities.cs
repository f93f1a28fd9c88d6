using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Accounts;

/// <summary>
/// Who somebody is whom an identity provider has named. The pair of issuer and subject names them; an address counts only when the provider
/// has verified it, and never joins two accounts: else whoever made an account with somebody's address first would share what is theirs.
/// </summary>
public sealed class Identities(IAccountStore store, AccessDirectory access, InvitationBook invitations, TenancyChanges changes)
{
    /// <summary>The account of an identity; made the first time, when an invitation or a membership of the verified address waits for it.</summary>
    public ValueTask<Result<Account>> FindOrMakeAsync(ExternalIdentity identity, SignInPlace from, CancellationToken cancellationToken) => changes.RunAsync<Account>(
        async () =>
        {
            ArgumentNullException.ThrowIfNull(identity);
            var known = await store.FindByIdentityAsync(identity.Issuer, identity.Subject, cancellationToken);
            if (!identity.IsEmailVerified || TenancyRules.CheckEmail(identity.Email) is not null || (known is not null && (known.Email != identity.Email || known.DisabledAt is not null)))
            {
                return known is not null ? known : AccountRefusals.IdentityUnknown;
            }

            if (known is null && await store.FindByEmailAsync(identity.Email, cancellationToken) is not null)
            {
                return AccountRefusals.IdentityNotConnected;
            }

            var account = known ?? invitations.New(identity.Email);
            var taking = new TakingUp(account, known is null, SignIns.ActorOf(account, from), access, changes);
            foreach (var open in (await store.ListInvitationsAsync(cancellationToken)).Where(i => i.Email == identity.Email && i.IsOpen(changes.Now)))
            {
                taking.Add(open);
            }

            taking.AddMembers();
            if (taking.HasAny)
            {
                await taking.CommitAsync(store, known is null ? identity : null, cancellationToken);
                return account;
            }

            return known is not null ? known : AccountRefusals.IdentityUnknown;
        },
        cancellationToken);

    /// <summary>Lets an identity sign in to an account whose owner is signed in.</summary>
    public ValueTask<Result<Account>> ConnectAsync(Account account, ExternalIdentity identity, SignInPlace from, CancellationToken cancellationToken) => changes.RunAsync<Account>(
        async () =>
        {
            ArgumentNullException.ThrowIfNull(account);
            ArgumentNullException.ThrowIfNull(identity);
            if (await store.FindByIdentityAsync(identity.Issuer, identity.Subject, cancellationToken) is { } other)
            {
                return other.Id == account.Id ? account : AccountRefusals.IdentityTaken;
            }

            if (await store.FindAsync(account.Id, cancellationToken) is not { } present || present.Version != account.Version)
            {
                return AccountRefusals.ChangedMeanwhile;
            }

            var after = account with { Version = account.Version + 1 };
            await store.UpdateAsync(
                after, new AccountEffects { Identity = identity },
                changes.Draft(SignIns.ActorOf(account, from), "account.identity", account.Id, "", null, AccountFacts.OfIdentity(identity)), cancellationToken);
            return after;
        },
        cancellationToken);
}
