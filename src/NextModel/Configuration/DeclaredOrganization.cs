namespace NextModel.Configuration;

/// <summary>An organization of a declarative file. What the file does not mention stays as it is.</summary>
/// <param name="Where">Path, line and column.</param>
/// <param name="Name">Its name.</param>
/// <param name="Currency">ISO 4217 code; only counts when it is made.</param>
/// <param name="Members">Members of the whole organization.</param>
/// <param name="Teams">Its teams.</param>
public sealed record DeclaredOrganization(
    string Where, string Name, string? Currency, IReadOnlyList<DeclaredMember> Members, IReadOnlyList<DeclaredTeam> Teams)
{
    /// <summary>Budgets of the whole organization.</summary>
    public DeclaredLimits Limits { get; init; } = DeclaredLimits.None;

    /// <summary>The policy of the whole organization; null where the file does not say.</summary>
    public DeclaredPolicy? Policy { get; init; }

    /// <summary>Where it is told of what happens.</summary>
    public IReadOnlyList<DeclaredWebhook> Webhooks { get; init; } = [];

    /// <summary>Whether its requests need credit; null where the file does not say.</summary>
    public bool? CreditEnforced { get; init; }
}
