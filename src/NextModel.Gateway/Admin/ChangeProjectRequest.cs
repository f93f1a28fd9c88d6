namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>PATCH /api/admin/v1/projects/{id}</c>. Members left out stay as they are.</summary>
public sealed record ChangeProjectRequest
{
    /// <summary>1 to 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Name or id of the team it moves to.</summary>
    public string? Team { get; init; }

    /// <summary>Rules for the exact cache.</summary>
    public CacheRules? Cache { get; init; }
}
