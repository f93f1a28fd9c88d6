namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>PATCH /api/admin/v1/members/{id}</c>.</summary>
public sealed record ChangeMemberRequest
{
    /// <summary>One of <c>owner</c>, <c>admin</c>, <c>developer</c>, <c>viewer</c>.</summary>
    public required string Role { get; init; }
}
