using NextModel.Accounts;
using NextModel.Identity;

namespace NextModel.Storage.Sql.Accounts;

/// <summary>A row of <c>invitations</c>.</summary>
internal sealed record InvitationRow
{
    public const string Columns =
        "organization OrganizationId, id Id, team TeamId, email Email, role Role, digest Digest, invited_by InvitedBy, created_at CreatedAt, expires_at ExpiresAt, "
        + "accepted_at AcceptedAt, revoked_at RevokedAt, version Version";

    public string OrganizationId { get; init; } = "";

    public string Id { get; init; } = "";

    public string? TeamId { get; init; }

    public string Email { get; init; } = "";

    public long Role { get; init; }

    public byte[] Digest { get; init; } = [];

    public string InvitedBy { get; init; } = "";

    public long CreatedAt { get; init; }

    public long ExpiresAt { get; init; }

    public long? AcceptedAt { get; init; }

    public long? RevokedAt { get; init; }

    public long Version { get; init; }

    public static InvitationRow Of(Invitation invitation) => new()
    {
        OrganizationId = invitation.OrganizationId,
        Id = invitation.Id,
        TeamId = invitation.TeamId,
        Email = invitation.Email,
        Role = (long)invitation.Role,
        Digest = invitation.Digest,
        InvitedBy = invitation.InvitedBy,
        CreatedAt = invitation.CreatedAt.ToUnixTimeMilliseconds(),
        ExpiresAt = invitation.ExpiresAt.ToUnixTimeMilliseconds(),
        AcceptedAt = invitation.AcceptedAt?.ToUnixTimeMilliseconds(),
        RevokedAt = invitation.RevokedAt?.ToUnixTimeMilliseconds(),
        Version = invitation.Version,
    };

    public Invitation ToInvitation() => new(Id, OrganizationId, TeamId, Email, (AccessRole)Role, Digest)
    {
        InvitedBy = InvitedBy,
        CreatedAt = Moments.At(CreatedAt),
        ExpiresAt = Moments.At(ExpiresAt),
        AcceptedAt = Moments.Of(AcceptedAt),
        RevokedAt = Moments.Of(RevokedAt),
        Version = Version,
    };
}
