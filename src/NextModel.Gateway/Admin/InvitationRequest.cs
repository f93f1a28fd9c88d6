namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/invitations</c>.</summary>
public sealed record InvitationRequest
{
    /// <summary>Name or id; the organization of the management key that asks, or <c>default</c>, unless given.</summary>
    public string? Organization { get; init; }

    /// <summary>Name or id of the one team the role is held in; the whole organization unless given.</summary>
    public string? Team { get; init; }

    /// <summary>Whom; the account that takes it up has this address.</summary>
    public required string Email { get; init; }

    /// <summary>One of <c>owner</c>, <c>admin</c>, <c>developer</c>, <c>viewer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Seconds that the link works, 60 to 2592000 (30 days); 604800 (a week) unless given.</summary>
    public int? ValidSeconds { get; init; }
}
