using NextModel.Web.Dashboard.Admin;

namespace NextModel.Web.Dashboard.Policies;

/// <summary>A policy and what it is for.</summary>
/// <param name="Json">As the admin API gives it.</param>
/// <param name="ScopeName">What it is for is called.</param>
/// <param name="Branch">Names of the team, project and key, as far as it goes.</param>
public sealed record PolicyRow(AdminObject Json, string ScopeName, IReadOnlyList<string> Branch)
{
    public string Id => Json.Id;

    public string Scope => Json.Text("scope");

    public string Version => Json.Text("version");

    public string Document => Json.Text("document");

    public static PolicyRow Of(DashboardView view, AdminObject json)
    {
        ArgumentNullException.ThrowIfNull(view);
        var (name, branch) = ScopeChoice.Name(view, json.Text("scope"), json.Text("scope_id"));
        return new PolicyRow(json, name, branch);
    }

    /// <summary>The wider before what it binds.</summary>
    public static IReadOnlyList<PolicyRow> InOrder(IEnumerable<PolicyRow> rows) => [.. rows.OrderBy(row => string.Join('\u0001', row.Branch), StringComparer.Ordinal)];
}
