namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/members</c>.</summary>
public sealed record AddMemberRequest
{
    /// <summary>Name or id; the organization of the management key that asks, or <c>default</c>, unless given.</summary>
    public string? Organization { get; init; }

    /// <summary>Name or id of the one team the role is held in; the whole organization unless given.</summary>
    public string? Team { get; init; }

    /// <summary>The person's address; kept in lower case.</summary>
    public required string Email { get; init; }

    /// <summary>One of <c>owner</c>, <c>admin</c>, <c>developer</c>, <c>viewer</c>.</summary>
    public required string Role { get; init; }
}
