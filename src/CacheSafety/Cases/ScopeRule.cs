namespace CacheSafety.Cases;

/// <summary>The boundary that a case of the scope suite claims, for caches that are meant to share more or less.</summary>
public enum ScopeRule
{
    Tenant,
    Project,
    Key,
    Upstream,
}
