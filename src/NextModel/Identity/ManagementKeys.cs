using NextModel.Errors;

namespace NextModel.Identity;

/// <summary>Issues, changes and revokes management keys. Nobody issues a key that may do more than they may.</summary>
public sealed class ManagementKeys(ITenancyStore store, AccessDirectory access, KeyDigest digests, TenancyChanges changes)
{
    /// <summary>Issues a key. The raw key is only in the answer.</summary>
    public ValueTask<Result<IssuedManagementKey>> IssueAsync(
        Administrator by, ManagementKeyRequest request, CancellationToken cancellationToken) => changes.RunAsync<IssuedManagementKey>(
        async () =>
        {
            if ((TenancyRules.CheckName("name", request.Name)
                ?? TenancyRules.CheckExpiry(request.ExpiresAt, changes.Now)
                ?? Memberships.CheckGrant(by, request.OrganizationId, request.TeamId, request.Role)
                ?? CheckMember(request)) is { } bad)
            {
                return bad;
            }

            var raw = KeyFormat.Create(KeyFormat.ManagementStart);
            var made = new ManagementKey(
                changes.NewId("mkey_"), request.OrganizationId, request.TeamId, request.Name, raw[..KeyFormat.PrefixLength],
                digests.Compute(raw), request.Role)
            {
                MemberId = request.MemberId,
                CreatedAt = changes.Now,
                ExpiresAt = request.ExpiresAt,
            };
            await store.AddManagementKeyAsync(
                made, changes.Draft(by.Actor, "management_key.create", made.Id, made.OrganizationId, null, TenancyFacts.Of(made)), cancellationToken);
            access.Put(made);
            return new IssuedManagementKey(made, raw);
        },
        cancellationToken);

    /// <summary>Changes name or expiry, or revokes; the role and its place are fixed for the life of a key.</summary>
    /// <param name="by">Who; must hold the key's role there.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="verb">For the audit trail: change or revoke.</param>
    /// <param name="change">The new state from the present one.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<ManagementKey>> ChangeAsync(
        Administrator by, string id, long? version, string verb, Func<ManagementKey, ManagementKey> change, CancellationToken cancellationToken) =>
        changes.RunAsync<ManagementKey>(
            async () =>
            {
                if (access.FindManagementKey(id) is not { } before)
                {
                    return TenancyRules.Missing("management key", id);
                }

                var after = change(before);
                if ((TenancyRules.CheckVersion(version, before.Version)
                    ?? Memberships.CheckGrant(by, before.OrganizationId, before.TeamId, before.Role)
                    ?? TenancyRules.CheckName("name", after.Name)
                    ?? (after.ExpiresAt == before.ExpiresAt ? null : TenancyRules.CheckExpiry(after.ExpiresAt, changes.Now))) is { } bad)
                {
                    return bad;
                }

                if (after == before)
                {
                    return before;
                }

                after = after with { Version = before.Version + 1 };
                await store.UpdateManagementKeyAsync(
                    after,
                    changes.Draft(by.Actor, "management_key." + verb, id, before.OrganizationId, TenancyFacts.Of(before), TenancyFacts.Of(after)),
                    cancellationToken);
                access.Put(after);
                return after;
            },
            cancellationToken);

    private GatewayError? CheckMember(ManagementKeyRequest request)
    {
        if (request.MemberId is not { } id)
        {
            return null;
        }

        if (access.FindMember(id) is not { } member || member.OrganizationId != request.OrganizationId
            || (member.TeamId is not null && member.TeamId != request.TeamId))
        {
            return TenancyRules.Missing("member", id);
        }

        return request.Role <= member.Role
            ? null
            : new GatewayError(
                GatewayErrorCode.InvalidRequest, $"'role' is {request.Role.Wire()}, and '{member.Email}' is only {member.Role.Wire()}.", "role");
    }
}
