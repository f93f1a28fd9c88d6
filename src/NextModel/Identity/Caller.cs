namespace NextModel.Identity;

/// <summary>Who is asking, once authenticated: a key and the chain above it, as of one moment.</summary>
public sealed record Caller(Organization Organization, Team Team, Project Project, ApiKey Key);
