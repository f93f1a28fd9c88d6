using NextModel.Errors;

namespace NextModel.Identity;

/// <summary>Adds, changes and removes members. Who may grant what is decided here: nobody grants more than they hold.</summary>
public sealed class Memberships(ITenancyStore store, AccessDirectory access, TenancyChanges changes)
{
    /// <param name="by">Who adds.</param>
    /// <param name="organizationId">Where.</param>
    /// <param name="teamId">The one team; null for the whole organization.</param>
    /// <param name="email">Address; kept in lower case.</param>
    /// <param name="role">Viewer to owner; owners are of whole organizations.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<Member>> AddAsync(
        Administrator by, string organizationId, string? teamId, string email, AccessRole role, CancellationToken cancellationToken) =>
        changes.RunAsync<Member>(
            async () =>
            {
                if ((TenancyRules.CheckEmail(email) ?? CheckGrant(by, organizationId, teamId, role)) is { } bad)
                {
                    return bad;
                }

                var made = new Member(changes.NewId("mem_"), organizationId, teamId, email.ToLowerInvariant(), role) { CreatedAt = changes.Now };
                if (access.Members.Any(m => m.OrganizationId == organizationId && m.TeamId == teamId && m.Email == made.Email))
                {
                    return new GatewayError(
                        GatewayErrorCode.Conflict, $"'{made.Email}' is a member there already. Change the role of that member.", "email");
                }

                await store.AddMemberAsync(
                    made, changes.Draft(by.Actor, "member.create", made.Id, organizationId, null, TenancyFacts.Of(made)), cancellationToken);
                access.Put(made);
                return made;
            },
            cancellationToken);

    public ValueTask<Result<Member>> ChangeRoleAsync(
        Administrator by, string id, long? version, AccessRole role, CancellationToken cancellationToken) => changes.RunAsync<Member>(
        async () =>
        {
            if (access.FindMember(id) is not { } before)
            {
                return TenancyRules.Missing("member", id);
            }

            if ((TenancyRules.CheckVersion(version, before.Version)
                ?? CheckGrant(by, before.OrganizationId, before.TeamId, before.Role)
                ?? CheckGrant(by, before.OrganizationId, before.TeamId, role)
                ?? (role < before.Role ? CheckLastOwner(by, before) : null)) is { } bad)
            {
                return bad;
            }

            if (role == before.Role)
            {
                return before;
            }

            var after = before with { Role = role, Version = before.Version + 1 };
            await store.UpdateMemberAsync(
                after,
                changes.Draft(by.Actor, "member.change", id, before.OrganizationId, TenancyFacts.Of(before), TenancyFacts.Of(after)),
                cancellationToken);
            access.Put(after);
            return after;
        },
        cancellationToken);

    /// <summary>Removes a member; management keys of theirs stop at once.</summary>
    public ValueTask<Result<Member>> RemoveAsync(Administrator by, string id, long? version, CancellationToken cancellationToken) =>
        changes.RunAsync<Member>(
            async () =>
            {
                if (access.FindMember(id) is not { } before)
                {
                    return TenancyRules.Missing("member", id);
                }

                if ((TenancyRules.CheckVersion(version, before.Version)
                    ?? CheckGrant(by, before.OrganizationId, before.TeamId, before.Role)
                    ?? CheckLastOwner(by, before)) is { } bad)
                {
                    return bad;
                }

                await store.RemoveMemberAsync(
                    before, changes.Draft(by.Actor, "member.remove", id, before.OrganizationId, TenancyFacts.Of(before), null), cancellationToken);
                access.Remove(before);
                return before;
            },
            cancellationToken);

    /// <summary>A refusal unless <paramref name="by"/> holds the role there.</summary>
    internal static GatewayError? CheckGrant(Administrator by, string organizationId, string? teamId, AccessRole role)
    {
        if (role == AccessRole.Owner && teamId is not null)
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, "An owner is one of a whole organization. Leave 'team' out, or grant admin.", "role");
        }

        return by.Holds(role, organizationId, teamId)
            ? null
            : new GatewayError(
                GatewayErrorCode.PermissionDenied,
                $"You cannot grant, change or take away the role {role.Wire()} {(teamId is null ? "of the organization" : "of that team")}: you do not hold it.",
                "role");
    }

    // An operator may: with the admin key nobody is locked out.
    private GatewayError? CheckLastOwner(Administrator by, Member member) =>
        !by.IsOperator && member is { Role: AccessRole.Owner }
        && !access.Members.Any(m => m.Id != member.Id && m.OrganizationId == member.OrganizationId && m.Role == AccessRole.Owner)
            ? new GatewayError(GatewayErrorCode.Conflict, $"'{member.Email}' is the last owner of the organization. Make somebody else owner first.", "role")
            : null;
}
