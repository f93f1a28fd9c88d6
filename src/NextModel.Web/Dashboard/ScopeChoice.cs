using NextModel.Web.Formatting;

namespace NextModel.Web.Dashboard;

/// <summary>What a budget or a policy can be for, as one choice: the kind, and the id after a colon.</summary>
internal static class ScopeChoice
{
    // As many as a page can hold; for the others, their own page leads to the form.
    private const int MostKeys = 100;

    /// <summary>Those that somebody may choose: the organization and its teams only with a role over the whole of it.</summary>
    public static IReadOnlyList<(string Value, string Text)> Of(DashboardView view)
    {
        var (t, here) = (view.T, view.Organization.Id);
        var choices = new List<(string, string)>();
        if (view.By.TeamId is null)
        {
            choices.Add(("organization", $"{t["scope.organization"]}: {VisibleText.Of(view.Organization.Name)}"));
            choices.AddRange(view.Directory.Teams.Where(team => team.OrganizationId == here && team.ArchivedAt is null)
                .OrderBy(team => team.Name, StringComparer.Ordinal).Select(team => ("team:" + team.Id, $"{t["scope.team"]}: {VisibleText.Of(team.Name)}")));
        }

        choices.AddRange(view.Projects.Select(project => ("project:" + project.Id, $"{t["scope.project"]}: {VisibleText.Of(project.Name)}")));
        choices.AddRange(view.LiveKeys.Take(MostKeys).Select(caller => ("key:" + caller.Key.Id, $"{t["scope.key"]}: {VisibleText.Of(caller.Key.Name)} ({VisibleText.Of(caller.Project.Name)})")));
        return choices;
    }

    /// <summary>What a choice that is not listed is called: a key beyond the first; null for anything else.</summary>
    public static string? Other(DashboardView view, string choice) =>
        Read(choice) is ("key", { } id) && view.LiveKeys.FirstOrDefault(caller => caller.Key.Id == id) is { } key ? $"{view.T["scope.key"]}: {key.Key.Name} ({key.Project.Name})" : null;

    /// <summary>Kind and id; the id is null for the whole organization.</summary>
    public static (string Kind, string? Id) Read(string choice) => choice.Split(':', 2) is [var kind, { Length: > 0 } id] ? (kind, id) : (choice, null);

    /// <summary>What an object of a scope is called, and its place in the tree.</summary>
    public static (string Name, IReadOnlyList<string> Branch) Name(DashboardView view, string scope, string id)
    {
        switch (scope)
        {
            case "team":
                return (view.TeamName(id), [view.TeamName(id)]);
            case "project":
                return (view.ProjectName(id), [view.TeamName(view.Directory.FindProject(id)?.TeamId ?? ""), view.ProjectName(id)]);
            case "key":
                var key = view.Directory.FindKey(id);
                return (view.KeyName(id), [key?.Team.Name ?? "", key?.Project.Name ?? "", view.KeyName(id)]);
            default:
                return (VisibleText.Of(view.Organization.Name), []);
        }
    }
}
