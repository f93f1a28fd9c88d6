namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/projects</c>.</summary>
public sealed record CreateProjectRequest
{
    /// <summary>Name or id; the organization of the management key that asks, or <c>default</c>, unless given.</summary>
    public string? Organization { get; init; }

    /// <summary>Name or id of its team.</summary>
    public required string Team { get; init; }

    /// <summary>Unique in the organization, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Rules for the exact cache; what is left out is the default.</summary>
    public CacheRules? Cache { get; init; }
}
