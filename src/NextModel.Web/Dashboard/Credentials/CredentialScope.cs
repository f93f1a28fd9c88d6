using NextModel.Web.Dashboard.Admin;

namespace NextModel.Web.Dashboard.Credentials;

/// <summary>Whom own credentials are for.</summary>
internal static class CredentialScope
{
    /// <summary>What a credential is for, in words.</summary>
    public static string Name(DashboardView view, AdminObject credential) =>
        credential.Text("project_id") is { Length: > 0 } project ? $"{view.T["scope.project"]}: {view.ProjectName(project)}"
        : credential.Text("team_id") is { Length: > 0 } team ? $"{view.T["scope.team"]}: {view.TeamName(team)}"
        : view.T["credential.everybody"];

    /// <summary>What a new one can be for: keys have none of their own.</summary>
    public static IReadOnlyList<(string Value, string Text)> Choices(DashboardView view) =>
        [.. ScopeChoice.Of(view).Where(choice => !choice.Value.StartsWith("key:", StringComparison.Ordinal))];
}
