using NextModel.Limits;

namespace NextModel.Gateway.Admin;

/// <summary>The rate limits of a key or project as the admin API shows them; what is left out is not limited.</summary>
public sealed record RateLimitsView
{
    /// <summary><c>key</c> or <c>project</c>.</summary>
    public required string Scope { get; init; }

    public required string ScopeId { get; init; }

    public required string OrganizationId { get; init; }

    public long? RequestsPerMinute { get; init; }

    public long? TokensPerMinute { get; init; }

    public long? Concurrent { get; init; }

    /// <summary>0 where they were never set.</summary>
    public required long Version { get; init; }

    public static RateLimitsView Of(RateRule rule, string scope, string organizationId)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return new RateLimitsView
        {
            Scope = scope,
            ScopeId = rule.ScopeId,
            OrganizationId = organizationId,
            RequestsPerMinute = rule.Limits.RequestsPerMinute,
            TokensPerMinute = rule.Limits.TokensPerMinute,
            Concurrent = rule.Limits.Concurrent,
            Version = rule.Version,
        };
    }
}
