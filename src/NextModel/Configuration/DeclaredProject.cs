namespace NextModel.Configuration;

/// <summary>A project of a declarative file.</summary>
public sealed record DeclaredProject(string Where, string Name, DeclaredCache Cache, IReadOnlyList<DeclaredKey> Keys)
{
    /// <summary>Budgets and rate limits of the project.</summary>
    public DeclaredLimits Limits { get; init; } = DeclaredLimits.None;

    /// <summary>The policy of the project; null where the file does not say.</summary>
    public DeclaredPolicy? Policy { get; init; }
}
