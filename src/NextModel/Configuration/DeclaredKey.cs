namespace NextModel.Configuration;

/// <summary>An API key of a declarative file, told apart by its name in its project. Labels that are null stay as they are.</summary>
/// <param name="Where">Path, line and column.</param>
/// <param name="Name">Its name.</param>
/// <param name="Environment">Label.</param>
/// <param name="Workload">Label.</param>
/// <param name="SetsExpiry">True when the file says when it expires, or that it never does.</param>
/// <param name="ExpiresAt">When; null for never.</param>
public sealed record DeclaredKey(
    string Where, string Name, string? Environment, string? Workload, bool SetsExpiry, DateTimeOffset? ExpiresAt)
{
    /// <summary>Budgets and rate limits of the key.</summary>
    public DeclaredLimits Limits { get; init; } = DeclaredLimits.None;

    /// <summary>The policy of the key; null where the file does not say.</summary>
    public DeclaredPolicy? Policy { get; init; }
}
