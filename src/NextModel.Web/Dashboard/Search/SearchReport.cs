using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Web.Docs;
using NextModel.Web.Formatting;

namespace NextModel.Web.Dashboard.Search;

/// <summary>What the search of the dashboard finds: pages of it, keys, teams, projects, budgets, models and documents by name, and a receipt by its id.</summary>
/// <param name="Wanted">What was asked for, fit to be shown; empty for nothing.</param>
/// <param name="Groups">What was found, by kind.</param>
/// <param name="IsId">True for the id of a receipt or request.</param>
public sealed record SearchReport(string Wanted, IReadOnlyList<SearchGroup> Groups, bool IsId)
{
    private const int LongestName = 200;
    private const int MostBudgets = 500;

    private static readonly string[] SecretStarts = [KeyFormat.Start, KeyFormat.ManagementStart, "sk-"];

    /// <summary>The beginning of a key that somebody pasted whole, as every page shows it; null for anything else.</summary>
    public static string? Cut(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return typed.Length > KeyFormat.PrefixLength && SecretStarts.Any(start => typed.StartsWith(start, StringComparison.Ordinal)) ? typed[..KeyFormat.PrefixLength] : null;
    }

    /// <summary>Finds it.</summary>
    /// <param name="typed">As it was typed.</param>
    /// <param name="view">Who asks: nothing is found that they may not see.</param>
    public static async ValueTask<SearchReport> FindAsync(string typed, DashboardView view)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(view);
        var wanted = typed.Trim() is var trimmed && trimmed.Length > LongestName ? trimmed[..LongestName] : trimmed;
        if (wanted.Length == 0)
        {
            return new SearchReport("", [], false);
        }

        var groups = new[]
        {
            SearchGroup.Of("search.pages", wanted, view.Sections.Select(section => (new SearchHit(view.T[section.Label], "", view.Link(section.Path)), new[] { view.T[section.Label] }))),
            SearchGroup.Of("dash.keys", wanted, Keys(view)),
            SearchGroup.Of("dash.projects", wanted, Places(view)),
            SearchGroup.Of("dash.budgets", wanted, await BudgetsAsync(view)),
            SearchGroup.Of("nav.models", wanted, view.Site.Catalog.Models.Select(one => Model(one, view))),
            SearchGroup.Of("nav.docs", wanted, Docs(view)),
        };
        return new SearchReport(VisibleText.Of(wanted), [.. groups.Where(group => group.Hits.Count > 0)], ReceiptIds.TryParse(wanted, out _));
    }

    private static IEnumerable<(SearchHit, string[])> Keys(DashboardView view) => view.Directory.Callers
        .Where(caller => caller.Organization.Id == view.Organization.Id && view.By.Sees(caller.Organization.Id, caller.Team.Id))
        .Select(caller => (
            new SearchHit(VisibleText.Of(caller.Key.Name), $"{caller.Key.Prefix}…, {VisibleText.Of(caller.Project.Name)}", view.Link("/api-keys/" + caller.Key.Id)),
            new[] { caller.Key.Name, caller.Key.Prefix, caller.Key.Id }));

    private static IEnumerable<(SearchHit, string[])> Places(DashboardView view) =>
        view.Directory.Teams.Where(team => team.OrganizationId == view.Organization.Id && view.By.Sees(team.OrganizationId, team.Id))
            .Select(team => (new SearchHit(VisibleText.Of(team.Name), view.T["overview.team"], view.Link("/projects/teams/" + team.Id)), new[] { team.Name, team.Id }))
            .Concat(view.Directory.Projects.Where(project => project.OrganizationId == view.Organization.Id && view.By.Sees(project.OrganizationId, project.TeamId))
                .Select(project => (new SearchHit(VisibleText.Of(project.Name), view.TeamName(project.TeamId), view.Link("/projects/" + project.Id)), new[] { project.Name, project.Id })));

    private static async ValueTask<IEnumerable<(SearchHit, string[])>> BudgetsAsync(DashboardView view) =>
        (await view.Admin.ListAsync("/budgets", MostBudgets, ("organization", view.Organization.Id))).Select(budget =>
        {
            var scope = ScopeChoice.Name(view, budget.Text("scope"), budget.Text("scope_id")).Name;
            return (new SearchHit(budget.Text("name") is { Length: > 0 } name ? VisibleText.Of(name) : scope, scope, view.Link("/budgets/" + Uri.EscapeDataString(budget.Id))), new[] { budget.Text("name"), scope, budget.Id });
        });

    private static (SearchHit, string[]) Model(Configuration.ListedModel model, DashboardView view) =>
        (new SearchHit(VisibleText.Of(model.Model.Name ?? model.Model.Id), VisibleText.Of(model.Model.Id), view.Site.Link("/models/" + model.Model.Id)), [model.Model.Name ?? model.Model.Id, model.Model.Id, .. model.Entry?.Aliases ?? []]);

    // By title and by headings, of which the first that fits is opened.
    private static IEnumerable<(SearchHit, string[])> Docs(DashboardView view) =>
        DocGroup.All.SelectMany(group => group.Present(view.Site.Locale)).Select(slug => DocLibrary.Find(slug, view.Site.Locale)!)
            .SelectMany(doc => doc.Headings.Select(heading => Doc(doc, heading.Text, "#" + heading.Id, doc.Title, view)).Prepend(Doc(doc, doc.Title, "", "", view)));

    private static (SearchHit, string[]) Doc(Doc doc, string name, string fragment, string detail, DashboardView view) =>
        (new SearchHit(name, detail, view.Site.Link("/docs/" + doc.Slug) + fragment, !doc.IsTranslated), [name]);
}
