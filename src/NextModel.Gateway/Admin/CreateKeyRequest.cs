namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/keys</c>.</summary>
public sealed record CreateKeyRequest
{
    /// <summary>Organization name.</summary>
    public string Organization { get; init; } = "default";

    /// <summary>Team name; used when the project is made.</summary>
    public string Team { get; init; } = "default";

    /// <summary>Project name.</summary>
    public required string Project { get; init; }

    /// <summary>What the key is called.</summary>
    public required string Name { get; init; }

    public string Environment { get; init; } = "";

    public string Workload { get; init; } = "";

    /// <summary>Makes organization, team and project when they are missing.</summary>
    public bool Create { get; init; }
}
