namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/management-keys</c>.</summary>
public sealed record CreateManagementKeyRequest
{
    /// <summary>Name or id; the organization of the management key that asks, or <c>default</c>, unless given.</summary>
    public string? Organization { get; init; }

    /// <summary>Name or id of the one team the role is held in; the whole organization unless given.</summary>
    public string? Team { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>One of <c>owner</c>, <c>admin</c>, <c>developer</c>, <c>viewer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Id of the member whose key it is: it never may more than they. A service's own key unless given.</summary>
    public string? Member { get; init; }

    /// <summary>When it stops; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
