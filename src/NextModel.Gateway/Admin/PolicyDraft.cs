namespace NextModel.Gateway.Admin;

/// <summary>A policy that is not in force, to be taken in the place of the one of its scope.</summary>
public sealed record PolicyDraft
{
    /// <summary><c>organization</c>, <c>team</c>, <c>project</c> or <c>key</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>Name or id of the team or project, or id of the key; not needed for an organization.</summary>
    public string? ScopeId { get; init; }

    /// <summary>The policy, YAML or JSON.</summary>
    public required string Document { get; init; }
}
