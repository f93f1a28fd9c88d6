namespace NextModel.Configuration;

/// <summary>A team of a declarative file.</summary>
public sealed record DeclaredTeam(
    string Where, string Name, IReadOnlyList<DeclaredMember> Members, IReadOnlyList<DeclaredProject> Projects)
{
    /// <summary>Budgets of the whole team.</summary>
    public DeclaredLimits Limits { get; init; } = DeclaredLimits.None;

    /// <summary>The policy of the team; null where the file does not say.</summary>
    public DeclaredPolicy? Policy { get; init; }
}
