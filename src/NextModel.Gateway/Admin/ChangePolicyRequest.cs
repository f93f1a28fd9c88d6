namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>PUT /api/admin/v1/policies/{id}</c>.</summary>
public sealed record ChangePolicyRequest
{
    /// <summary>The policy, YAML or JSON.</summary>
    public required string Document { get; init; }
}
