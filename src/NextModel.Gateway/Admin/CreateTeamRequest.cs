namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/teams</c>.</summary>
public sealed record CreateTeamRequest
{
    /// <summary>Name or id; the organization of the management key that asks, or <c>default</c>, unless given.</summary>
    public string? Organization { get; init; }

    /// <summary>Unique in the organization, 1 to 100 characters.</summary>
    public required string Name { get; init; }
}
