using NextModel.Accounts;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>An invitation as the admin API shows it.</summary>
public sealed record InvitationView
{
    public required string Id { get; init; }

    public required string OrganizationId { get; init; }

    /// <summary>The one team the role will be held in; left out for the whole organization.</summary>
    public string? TeamId { get; init; }

    public required string Email { get; init; }

    public required string Role { get; init; }

    /// <summary><c>open</c>, <c>accepted</c>, <c>revoked</c> or <c>expired</c>.</summary>
    public required string State { get; init; }

    /// <summary>Who invited.</summary>
    public required string InvitedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>What to send to the person; only in the answer that made it. It works once.</summary>
    public string? Link { get; init; }

    public required long Version { get; init; }

    public static InvitationView Of(Invitation invitation, DateTimeOffset now, string? link = null)
    {
        ArgumentNullException.ThrowIfNull(invitation);
        return new InvitationView
        {
            Id = invitation.Id,
            OrganizationId = invitation.OrganizationId,
            TeamId = invitation.TeamId,
            Email = invitation.Email,
            Role = invitation.Role.Wire(),
            State = invitation.StateAt(now),
            InvitedBy = invitation.InvitedBy,
            CreatedAt = invitation.CreatedAt,
            ExpiresAt = invitation.ExpiresAt,
            AcceptedAt = invitation.AcceptedAt,
            RevokedAt = invitation.RevokedAt,
            Link = link,
            Version = invitation.Version,
        };
    }
}
