namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/policies</c>.</summary>
public sealed record CreatePolicyRequest
{
    /// <summary>Id or name; the administrator's own unless given.</summary>
    public string? Organization { get; init; }

    /// <summary><c>organization</c>, <c>team</c>, <c>project</c> or <c>key</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>Name or id of the team or project, or id of the key; not needed for an organization.</summary>
    public string? ScopeId { get; init; }

    /// <summary>True puts the document in the place of the policy that is there, whatever its version.</summary>
    public bool Replace { get; init; }

    /// <summary>The policy, YAML or JSON.</summary>
    public required string Document { get; init; }
}
