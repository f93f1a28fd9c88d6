using NextModel.Policies;

namespace NextModel.Gateway.Admin;

/// <summary>One version of a policy as the admin API shows it.</summary>
public sealed record PolicyView
{
    public required string Id { get; init; }

    public required string OrganizationId { get; init; }

    public required string Scope { get; init; }

    public required string ScopeId { get; init; }

    public required long Version { get; init; }

    /// <summary>When this version began to count.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The text as it was sent.</summary>
    public required string Document { get; init; }

    public static PolicyView Of(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return new PolicyView
        {
            Id = policy.WireId,
            OrganizationId = policy.OrganizationId,
            Scope = policy.Scope.Wire(),
            ScopeId = policy.ScopeId,
            Version = policy.Version,
            UpdatedAt = policy.UpdatedAt,
            Document = policy.Text,
        };
    }
}
