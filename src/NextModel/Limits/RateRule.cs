namespace NextModel.Limits;

/// <summary>The rate limits of one key or project, as they are kept.</summary>
/// <param name="ScopeId">Id of the key or project.</param>
/// <param name="Limits">Empty where they were taken away.</param>
/// <param name="Version">Counts the changes; 0 where there never were any.</param>
public sealed record RateRule(string ScopeId, RateLimits Limits, long Version)
{
    /// <summary>Of a key or project that was never limited.</summary>
    public static RateRule None(string scopeId) => new(scopeId, RateLimits.None, 0);
}
