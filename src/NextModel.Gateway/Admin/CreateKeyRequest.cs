namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/keys</c>.</summary>
public sealed record CreateKeyRequest
{
    /// <summary>Name or id; the organization of the management key that asks, or <c>default</c>, unless given.</summary>
    public string? Organization { get; set; }

    /// <summary>Team name; used when the project is made.</summary>
    public string Team { get; set; } = "default";

    /// <summary>Project name or id.</summary>
    public required string Project { get; init; }

    /// <summary>What the key is called.</summary>
    public required string Name { get; init; }

    public string Environment { get; set; } = "";

    public string Workload { get; set; } = "";

    /// <summary>When it stops; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Makes organization, team and project when they are missing.</summary>
    public bool Create { get; init; }
}
