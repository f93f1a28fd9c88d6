using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Accounts;

/// <summary>Invitations from the offer to the account that takes it up. A link works once.</summary>
public sealed class InvitationBook(IAccountStore store, PasswordCheck passwords, AccountTokens tokens, AccessDirectory access, TenancyDirectory directory, TenancyChanges changes)
{
    /// <summary>How long a link works unless said otherwise.</summary>
    public static TimeSpan Valid { get; } = TimeSpan.FromDays(7);

    /// <summary>The longest it may.</summary>
    public static TimeSpan MaxValid { get; } = TimeSpan.FromDays(30);

    /// <summary>Open invitations that one organization can have.</summary>
    public const int MaxOpen = 500;

    /// <summary>Invites somebody. The token is only in the answer.</summary>
    /// <param name="by">Who; must hold the role there.</param>
    /// <param name="organizationId">Where.</param>
    /// <param name="teamId">The one team; null for the whole organization.</param>
    /// <param name="email">Whom.</param>
    /// <param name="role">Viewer to owner; owners are of whole organizations.</param>
    /// <param name="valid">How long the link works, a minute to <see cref="MaxValid"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<MadeInvitation>> InviteAsync(
        Administrator by, string organizationId, string? teamId, string email, AccessRole role, TimeSpan valid, CancellationToken cancellationToken) =>
        changes.RunAsync<MadeInvitation>(
            async () =>
            {
                ArgumentNullException.ThrowIfNull(email);
                var address = SignIns.AddressOf(email);
                if ((TenancyRules.CheckEmail(address) ?? CheckValid(valid) ?? Memberships.CheckGrant(by, organizationId, teamId, role)) is { } bad)
                {
                    return bad;
                }

                var member = access.Members.FirstOrDefault(m => m.OrganizationId == organizationId && m.TeamId == teamId && m.Email == address);
                if (member?.AccountId is not null)
                {
                    return new GatewayError(GatewayErrorCode.Conflict, $"'{address}' is a member there already and can sign in. Change the role of that member.", "email");
                }

                // Taking it up changes the role of the member that is there.
                if (member is not null && Memberships.CheckGrant(by, organizationId, teamId, member.Role) is { } higher)
                {
                    return higher;
                }

                var open = (await store.ListInvitationsAsync(cancellationToken)).Where(i => i.OrganizationId == organizationId && i.IsOpen(changes.Now)).ToList();
                if (open.Exists(i => i.TeamId == teamId && i.Email == address))
                {
                    return new GatewayError(GatewayErrorCode.Conflict, $"'{address}' has an open invitation there. Revoke it to make a new one.", "email");
                }

                if (open.Count >= MaxOpen)
                {
                    return new GatewayError(
                        GatewayErrorCode.InvalidRequest, $"The organization has {MaxOpen} open invitations, which is as many as there can be. Revoke some.", "organization");
                }

                var (token, digest) = tokens.Make(AccountTokens.Invitation);
                var made = new Invitation(changes.NewId("inv_"), organizationId, teamId, address, role, digest)
                {
                    InvitedBy = by.Actor.Name.Length > 0 ? by.Actor.Name : AccessRole.Operator.Wire(),
                    CreatedAt = changes.Now,
                    ExpiresAt = changes.Now + valid,
                };
                await store.AddInvitationAsync(
                    made, changes.Draft(by.Actor, "invitation.create", made.Id, organizationId, null, AccountFacts.Of(made)), cancellationToken);
                return new MadeInvitation(made, token);
            },
            cancellationToken);

    /// <summary>Invitations of which somebody may know, in the order of ids.</summary>
    public async ValueTask<IReadOnlyList<Invitation>> ListAsync(Administrator by, CancellationToken cancellationToken) =>
        [.. (await store.ListInvitationsAsync(cancellationToken)).Where(i => by.Sees(i.OrganizationId, i.TeamId))];

    public async ValueTask<Result<Invitation>> FindAsync(Administrator by, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return await store.FindInvitationAsync(id, cancellationToken) is { } found && by.Sees(found.OrganizationId, found.TeamId)
            ? found
            : TenancyRules.Missing("invitation", id);
    }

    /// <summary>Withdraws an open one: its link works no more.</summary>
    public ValueTask<Result<Invitation>> RevokeAsync(Administrator by, string id, long? version, CancellationToken cancellationToken) => changes.RunAsync<Invitation>(
        async () =>
        {
            if (!(await FindAsync(by, id, cancellationToken)).TryGet(out var before, out var refusal)
                || (refusal = TenancyRules.CheckVersion(version, before.Version)
                    ?? Memberships.CheckGrant(by, before.OrganizationId, before.TeamId, before.Role)) is not null)
            {
                return refusal;
            }

            if (before.AcceptedAt is { } at)
            {
                return new GatewayError(GatewayErrorCode.Conflict, $"The invitation was accepted at {at:u}. Remove the member instead.", "invitation");
            }

            if (before.RevokedAt is not null)
            {
                return before;
            }

            var after = before with { RevokedAt = changes.Now, Version = before.Version + 1 };
            await store.UpdateInvitationAsync(
                after, changes.Draft(by.Actor, "invitation.revoke", id, before.OrganizationId, AccountFacts.Of(before), AccountFacts.Of(after)), cancellationToken);
            return after;
        },
        cancellationToken);

    /// <summary>The open invitation of a token; null when there is none.</summary>
    public async ValueTask<Invitation?> FindOpenAsync(string token, CancellationToken cancellationToken) =>
        await store.FindInvitationByDigestAsync(tokens.Digest(AccountTokens.Invitation, token), cancellationToken) is { } found && found.IsOpen(changes.Now)
        && directory.FindOrganization(found.OrganizationId) is { ArchivedAt: null } ? found : null;

    /// <summary>True when somebody with the invited address signs in already.</summary>
    public async ValueTask<bool> HasAccountAsync(Invitation invitation, CancellationToken cancellationToken) =>
        await store.FindByEmailAsync(invitation.Email, cancellationToken) is not null;

    /// <summary>Takes an invitation up with a new account.</summary>
    /// <param name="token">Of the link.</param>
    /// <param name="password">The account's.</param>
    /// <param name="from">From where.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public async ValueTask<Result<Account>> AcceptAsync(string token, string password, SignInPlace from, CancellationToken cancellationToken)
    {
        if (await FindOpenAsync(token, cancellationToken) is not { } invitation)
        {
            return AccountRefusals.LinkUnusable;
        }

        if (await HasAccountAsync(invitation, cancellationToken))
        {
            return AccountRefusals.SignInFirst;
        }

        if (PasswordRules.Check(password, invitation.Email) is { } bad)
        {
            return bad;
        }

        return await passwords.HashAsync(password, cancellationToken) is { } hash
            ? await TakeUpAsync(token, New(invitation.Email) with { PasswordHash = hash, PasswordChangedAt = changes.Now }, isNew: true, from, cancellationToken)
            : AccountRefusals.Busy;
    }

    /// <summary>Takes an invitation up with the account that is signed in; its address must be the invited one.</summary>
    public ValueTask<Result<Account>> AcceptAsync(string token, Account account, SignInPlace from, CancellationToken cancellationToken) =>
        TakeUpAsync(token, account, isNew: false, from, cancellationToken);

    internal Account New(string email) => new(changes.NewId("acc_"), email) { CreatedAt = changes.Now };

    private ValueTask<Result<Account>> TakeUpAsync(string token, Account account, bool isNew, SignInPlace from, CancellationToken cancellationToken) => changes.RunAsync<Account>(
        async () =>
        {
            if (await FindOpenAsync(token, cancellationToken) is not { } invitation)
            {
                return AccountRefusals.LinkUnusable;
            }

            if (invitation.Email != account.Email || (isNew && await store.FindByEmailAsync(account.Email, cancellationToken) is not null))
            {
                return AccountRefusals.SignInFirst;
            }

            var taking = new TakingUp(account, isNew, SignIns.ActorOf(account, from), access, changes);
            taking.Add(invitation);
            await taking.CommitAsync(store, null, cancellationToken);
            return account;
        },
        cancellationToken);

    private static GatewayError? CheckValid(TimeSpan valid) => valid < TimeSpan.FromMinutes(1) || valid > MaxValid
        ? new GatewayError(
            GatewayErrorCode.InvalidRequest, $"'valid_seconds' is {valid.TotalSeconds}; it must be 60 to {MaxValid.TotalSeconds}.", "valid_seconds")
        : null;
}
