using NextModel.Identity;

namespace NextModel.Accounts;

/// <summary>A role that is offered to somebody by a link, once.</summary>
/// <param name="Id"><c>inv_</c> and 32 hex digits.</param>
/// <param name="OrganizationId">Where.</param>
/// <param name="TeamId">The one team; null for the whole organization.</param>
/// <param name="Email">Whom; lower case. The account that takes it up has this address.</param>
/// <param name="Role">Viewer to owner.</param>
/// <param name="Digest">Digest of the link's token, 32 bytes; the token is shown once.</param>
public sealed record Invitation(string Id, string OrganizationId, string? TeamId, string Email, AccessRole Role, byte[] Digest)
{
    /// <summary>Who invited, as people call them.</summary>
    public required string InvitedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; } = 1;

    /// <summary>True while the link works.</summary>
    public bool IsOpen(DateTimeOffset now) => AcceptedAt is null && RevokedAt is null && now < ExpiresAt;

    /// <summary><c>open</c>, <c>accepted</c>, <c>revoked</c> or <c>expired</c>.</summary>
    public string StateAt(DateTimeOffset now) =>
        AcceptedAt is not null ? "accepted" : RevokedAt is not null ? "revoked" : now < ExpiresAt ? "open" : "expired";
}
