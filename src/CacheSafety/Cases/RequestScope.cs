namespace CacheSafety.Cases;

/// <summary>Who asks, and whose account pays upstream.</summary>
/// <param name="Tenant">The customer.</param>
/// <param name="Project">Within the tenant.</param>
/// <param name="Key">Which API key of the project.</param>
/// <param name="Upstream"><c>platform</c>, or the caller's own account such as <c>byok:acme-lab</c>.</param>
public sealed record RequestScope(string Tenant, string Project, string Key, string Upstream);
