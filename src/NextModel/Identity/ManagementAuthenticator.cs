using NextModel.Audit;
using NextModel.Errors;

namespace NextModel.Identity;

/// <summary>From a raw management key to who holds it and what they may do now.</summary>
public sealed class ManagementAuthenticator(AccessDirectory access, TenancyDirectory tenancy, KeyDigest digests, TimeProvider time)
{
    private static readonly GatewayError Unknown = new(
        GatewayErrorCode.InvalidApiKey, "No such management key. An owner or admin makes one with POST /api/admin/v1/management-keys.");

    /// <param name="rawKey">What was sent, without the scheme.</param>
    /// <param name="address">Network address of the other side.</param>
    public Result<Administrator> Authenticate(ReadOnlySpan<char> rawKey, string address)
    {
        if (!KeyFormat.IsWellFormed(rawKey, KeyFormat.ManagementStart))
        {
            return Unknown;
        }

        Span<byte> digest = stackalloc byte[KeyDigest.Size];
        digests.Compute(rawKey, digest);
        return access.FindByDigest(digest) is { } key ? Authenticate(key, address) : Unknown;
    }

    /// <summary>Who holds a key that was recognised before, and what they may do now.</summary>
    /// <param name="key">The key as it is in the directory now.</param>
    /// <param name="address">Network address of the other side.</param>
    public Result<Administrator> Authenticate(ManagementKey key, string address)
    {
        ArgumentNullException.ThrowIfNull(key);
        var now = time.GetUtcNow();
        if (key.RevokedAt is { } revokedAt)
        {
            return new GatewayError(GatewayErrorCode.KeyRevoked, $"The management key {key.Prefix}… was revoked at {revokedAt:u}. Use another one.");
        }

        if (key.ExpiresAt is { } expiresAt && expiresAt <= now)
        {
            return new GatewayError(GatewayErrorCode.KeyExpired, $"The management key {key.Prefix}… expired at {expiresAt:u}. Use another one.");
        }

        if (tenancy.FindOrganization(key.OrganizationId) is not { ArchivedAt: null })
        {
            return new GatewayError(GatewayErrorCode.KeyRevoked, $"The organization of the management key {key.Prefix}… is archived.");
        }

        if (key.MemberId is null)
        {
            access.LastUse.Touch(key.Id, now);
            return new Administrator(new AuditActor("management_key", key.Id, key.Name) { Address = address }, key.Role, key.OrganizationId, key.TeamId);
        }

        // A person's key never outlives or outranks the person.
        if (access.FindMember(key.MemberId) is not { } member)
        {
            return new GatewayError(GatewayErrorCode.KeyRevoked, $"The member whose management key {key.Prefix}… is was removed.");
        }

        access.LastUse.Touch(key.Id, now);
        return new Administrator(
            new AuditActor("management_key", key.Id, member.Email) { Address = address },
            member.Role < key.Role ? member.Role : key.Role,
            key.OrganizationId,
            member.TeamId ?? key.TeamId);
    }
}
