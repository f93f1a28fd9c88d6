using NextModel.Accounts;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>What administrators do about accounts and invitations, for the admin API and the command line.</summary>
public sealed class AccountOperations(
    AccountBook accounts, InvitationBook invitations, SessionBook sessions, AdminObjects objects, Installation installation, TimeProvider time)
{
    public async ValueTask<Result<InvitationView>> InviteAsync(Administrator by, InvitationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!objects.FindGrant(by, request.Organization, request.Team, request.Role).TryGet(out var grant, out var refusal))
        {
            return refusal;
        }

        var valid = request.ValidSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : InvitationBook.Valid;
        var made = await invitations.InviteAsync(by, grant.OrganizationId, grant.TeamId, request.Email, grant.Role, valid, cancellationToken);
        return made.TryGet(out var invitation, out refusal)
            ? InvitationView.Of(invitation.Invitation, time.GetUtcNow(), $"{installation.PublicUrl}/join?invitation={invitation.Token}")
            : refusal;
    }

    /// <summary>Invitations of which somebody may know, in the order of ids.</summary>
    public async ValueTask<Result<List<InvitationView>>> ListInvitationsAsync(Administrator by, string? organization, CancellationToken cancellationToken)
    {
        Organization? only = null;
        if (organization is not null && !objects.FindOrganization(by, organization).TryGet(out only, out var refusal))
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        return (await invitations.ListAsync(by, cancellationToken)).Where(i => only is null || i.OrganizationId == only.Id).Select(i => InvitationView.Of(i, now)).ToList();
    }

    public async ValueTask<Result<InvitationView>> FindInvitationAsync(Administrator by, string id, CancellationToken cancellationToken) =>
        View(await invitations.FindAsync(by, id, cancellationToken));

    public async ValueTask<Result<InvitationView>> RevokeAsync(Administrator by, string id, long? version, CancellationToken cancellationToken) =>
        View(await invitations.RevokeAsync(by, id, version, cancellationToken));

    /// <summary>Accounts of which somebody may know, in the order of ids.</summary>
    public async ValueTask<List<AccountView>> ListAsync(Administrator by, CancellationToken cancellationToken) =>
        [.. (await accounts.ListAsync(by, cancellationToken)).Select(AccountView.Of)];

    public async ValueTask<Result<AccountView>> FindAsync(Administrator by, string id, CancellationToken cancellationToken) =>
        View(await accounts.FindAsync(by, id, cancellationToken));

    public async ValueTask<Result<AccountView>> SetDisabledAsync(Administrator by, string id, long? version, bool disabled, CancellationToken cancellationToken) =>
        View(await accounts.SetDisabledAsync(by, id, version, disabled, cancellationToken));

    public async ValueTask<Result<ResetLinkView>> ResetAsync(Administrator by, string id, ResetRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var made = await accounts.MakeResetAsync(by, id, request.RemoveSecondFactor ?? false, cancellationToken);
        return made.TryGet(out var link, out var refusal)
            ? new ResetLinkView(link.Id, $"{installation.PublicUrl}/reset?link={link.Token}", link.ExpiresAt)
            : refusal;
    }

    /// <summary>Live sessions of an account, newest first.</summary>
    public async ValueTask<Result<Page<SessionView>>> ListSessionsAsync(Administrator by, string id, CancellationToken cancellationToken) =>
        (await accounts.FindAsync(by, id, cancellationToken)).TryGet(out var account, out var refusal)
            ? new Page<SessionView>([.. (await sessions.ListAsync(account.Id, cancellationToken)).Select(SessionView.Of)], false, null)
            : refusal;

    /// <summary>Signs somebody out everywhere.</summary>
    public async ValueTask<Result<AccountView>> SignOutAsync(Administrator by, string id, CancellationToken cancellationToken) =>
        View(await accounts.SignOutAsync(by, id, cancellationToken));

    private static Result<AccountView> View(Result<Account> result) => result.TryGet(out var account, out var refusal) ? AccountView.Of(account) : refusal;

    private Result<InvitationView> View(Result<Invitation> result) =>
        result.TryGet(out var invitation, out var refusal) ? InvitationView.Of(invitation, time.GetUtcNow()) : refusal;
}
