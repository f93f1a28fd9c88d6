namespace NextModel.Policies;

/// <summary>The spelling of scopes in the admin API and in messages.</summary>
public static class PolicyScopeNames
{
    public static string Wire(this PolicyScope scope) => scope switch
    {
        PolicyScope.Organization => "organization",
        PolicyScope.Team => "team",
        PolicyScope.Project => "project",
        PolicyScope.Key => "key",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, null),
    };

    /// <summary>The scope that <paramref name="word"/> spells; null when it spells none.</summary>
    public static PolicyScope? Parse(string? word) => word switch
    {
        "organization" => PolicyScope.Organization,
        "team" => PolicyScope.Team,
        "project" => PolicyScope.Project,
        "key" => PolicyScope.Key,
        _ => null,
    };
}
