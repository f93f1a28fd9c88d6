using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Limits;
using NextModel.Policies;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Policies;
using NextModel.Web.Formatting;
using NextModel.Web.Localization;

namespace NextModel.Web.Dashboard.Removals;

/// <summary>What depends on an object, as far as the reader may see it: asked before it goes.</summary>
internal static class Dependents
{
    private const int Most = 500;

    /// <summary>Of a team or project that is archived: what is in it, and what is for it.</summary>
    public static async ValueTask<IReadOnlyList<Dependent>> OfPlaceAsync(DashboardView view, AdminObject place)
    {
        var (t, id) = (view.T, place.Id);
        var all = new List<Dependent>();
        if (view.Directory.FindTeam(id) is not null)
        {
            all.AddRange(view.Projects.Where(project => project.TeamId == id).Select(project => new Dependent(
                "project", VisibleText.Of(project.Name), view.Link("/projects/" + project.Id), Phrase.Plain(t["dependent.closed"], ("n", Figures.Count(KeysOf(view, project.Id)))))));
        }
        else
        {
            all.AddRange(view.LiveKeys.Where(caller => caller.Project.Id == id).Select(caller => Key(view, caller, t["dependent.stops"])));
        }

        all.AddRange(await ForAsync(view, id));
        foreach (var (path, kind, page) in new[] { ("/members", "member", "/members/"), ("/management-keys", "management", "") })
        {
            all.AddRange((await ListAsync(view, path)).Where(one => one.Text("team_id") == id && Works(view, one)).Select(one => new Dependent(
                kind, one.Show(kind == "member" ? "email" : "name"), page.Length > 0 ? view.Link(page + one.Id) : null, t["dependent.role"])));
        }

        return all;
    }

    /// <summary>Of a key that is revoked: what is for it alone.</summary>
    public static ValueTask<IReadOnlyList<Dependent>> OfKeyAsync(DashboardView view, AdminObject key) => ForAsync(view, key.Id);

    /// <summary>Of a member who is removed: the management keys made for them.</summary>
    public static async ValueTask<IReadOnlyList<Dependent>> OfMemberAsync(DashboardView view, AdminObject member) =>
        [.. (await ListAsync(view, "/management-keys")).Where(one => one.Text("member_id") == member.Id && Works(view, one))
            .Select(one => new Dependent("management", one.Show("name"), null, view.T["dependent.stops"]))];

    /// <summary>Of a policy: those it decides about, and policies that use its names.</summary>
    public static async ValueTask<IReadOnlyList<Dependent>> OfPolicyAsync(DashboardView view, AdminObject policy)
    {
        var (t, scope) = (view.T, policy.Text("scope_id"));
        var others = (await ListAsync(view, "/policies")).Where(one => one.Id != policy.Id).Select(one => (Row: PolicyRow.Of(view, one), Says: Read(one))).ToList();
        var wider = others.Where(one => Chain(view, scope).Contains(one.Row.Json.Text("scope_id"))).Select(one => one.Row.ScopeName).ToList();
        var left = wider.Count > 0 ? Phrase.Plain(t["dependent.ruled"], ("name", string.Join(", ", wider))) : t["dependent.unruled"];
        var aliases = Read(policy)?.Aliases.Select(alias => alias.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        return
        [
            .. Below(view, scope, left),
            .. others.Where(one => Chain(view, one.Row.Json.Text("scope_id")).Contains(scope))
                .SelectMany(one => Names(one.Says).Where(aliases.Contains).Distinct(StringComparer.Ordinal).Select(alias => new Dependent(
                    "policy", one.Row.ScopeName, view.Link("/policies/" + one.Row.Id), Phrase.Plain(t["dependent.alias"], ("alias", alias))))),
        ];
    }

    /// <summary>Of a budget: those it limits, and policies that ask how much of it is used.</summary>
    public static async ValueTask<IReadOnlyList<Dependent>> OfBudgetAsync(DashboardView view, AdminObject budget)
    {
        var (t, scope) = (view.T, budget.Text("scope_id"));
        var wider = (await ListAsync(view, "/budgets")).Where(one => one.Id != budget.Id && one.Flag("hard") && Chain(view, scope).Contains(one.Text("scope_id")))
            .Select(one => one.Show("name")).ToList();
        var left = wider.Count > 0 ? Phrase.Plain(t["dependent.limited"], ("name", string.Join(", ", wider))) : t["dependent.unlimited"];
        return
        [
            .. Below(view, scope, left),
            .. (await ListAsync(view, "/policies")).Where(one => AsksOf(one, budget) && AreInLine(view, one.Text("scope_id"), scope))
                .Select(one => new Dependent("policy", PolicyRow.Of(view, one).ScopeName, view.Link("/policies/" + one.Id), t["dependent.asks"])),
        ];
    }

    /// <summary>Of an own credential: those whose requests go out under it, and under what they then do.</summary>
    public static async ValueTask<IReadOnlyList<Dependent>> OfCredentialAsync(DashboardView view, AdminObject credential)
    {
        if (!credential.Flag("enabled"))
        {
            return [];
        }

        var (t, source) = (view.T, credential.Text("source"));
        var rivals = (await ListAsync(view, "/credentials")).Where(one => one.Flag("enabled") && one.Text("source") == source)
            .OrderBy(one => one.Id, StringComparer.Ordinal).ToList();
        var strict = (await ListAsync(view, "/policies")).Where(WantsOwnOnly).ToList();
        var all = new List<Dependent>();
        foreach (var project in view.Projects)
        {
            // The narrowest is used; what a project has of its own is none of the others' business.
            var chain = Chain(view, project.Id);
            if (rivals.Where(one => chain.Contains(ScopeOf(view, one))).OrderByDescending(one => Array.IndexOf(chain, ScopeOf(view, one))).ToList() is not [var used, .. var rest] || used.Id != credential.Id)
            {
                continue;
            }

            var becomes = rest is [var next, ..] ? Phrase.Plain(t["dependent.under"], ("name", next.Text("name")))
                : strict.Find(one => AreInLine(view, one.Text("scope_id"), project.Id)) is { Exists: true } policy ? Phrase.Plain(t["dependent.strict"], ("source", source), ("name", PolicyRow.Of(view, policy).ScopeName))
                : Phrase.Plain(t[view.Site.Snapshot.Sources.ContainsKey(source) ? "dependent.platform" : "dependent.nosource"], ("source", source));
            all.Add(new Dependent("project", VisibleText.Of(project.Name), view.Link("/projects/" + project.Id), becomes));
        }

        return all;
    }

    /// <summary>Of a webhook: what was noted for it and did not arrive yet.</summary>
    public static async ValueTask<IReadOnlyList<Dependent>> OfWebhookAsync(DashboardView view, AdminObject webhook) =>
        [.. (await view.Admin.ListOfAsync("/webhooks/{id}/deliveries", webhook.Id, Most, ("state", "pending")))
            .Select(one => new Dependent("event", $"{one.Show("event_type")} {one.Show("event_id")}", null, view.T["dependent.dropped"]))];

    // Budgets, policies and credentials that are for it, or for something in it.
    private static async ValueTask<IReadOnlyList<Dependent>> ForAsync(DashboardView view, string id)
    {
        var idle = view.T["dependent.idle"];
        bool IsIn(string scope) => Chain(view, scope).Contains(id);
        return
        [
            .. (await ListAsync(view, "/budgets")).Where(one => IsIn(one.Text("scope_id"))).Select(one => new Dependent("budget", one.Show("name"), view.Link("/budgets/" + one.Id), idle)),
            .. (await ListAsync(view, "/policies")).Where(one => IsIn(one.Text("scope_id")))
                .Select(one => new Dependent("policy", PolicyRow.Of(view, one).ScopeName, view.Link("/policies/" + one.Id), idle)),
            .. (await ListAsync(view, "/credentials")).Where(one => IsIn(ScopeOf(view, one))).Select(one => new Dependent("credential", one.Show("name"), view.Link("/credentials/" + one.Id), idle)),
        ];
    }

    // Who is below a place: the projects of what is wider than one, the keys of a project, a key itself.
    private static IEnumerable<Dependent> Below(DashboardView view, string scope, string becomes) => view.Directory.FindProject(scope) is not null || view.Directory.FindKey(scope) is not null
        ? view.LiveKeys.Where(caller => caller.Project.Id == scope || caller.Key.Id == scope).Select(caller => Key(view, caller, becomes))
        : view.Projects.Where(project => Chain(view, project.Id).Contains(scope))
            .Select(project => new Dependent("project", VisibleText.Of(project.Name), view.Link("/projects/" + project.Id), becomes));

    private static Dependent Key(DashboardView view, Identity.Caller caller, string becomes) =>
        new("key", VisibleText.Of(caller.Key.Name), view.Link("/api-keys/" + caller.Key.Id), becomes);

    // Neither revoked nor expired; members are neither.
    private static bool Works(DashboardView view, AdminObject one) => one.Instant("revoked_at") is null && (one.Instant("expires_at") is not { } end || end > view.Site.Now);

    private static int KeysOf(DashboardView view, string project) => view.LiveKeys.Count(caller => caller.Project.Id == project);

    private static ValueTask<IReadOnlyList<AdminObject>> ListAsync(DashboardView view, string path) =>
        view.Admin.May("GET", path) ? view.Admin.ListAsync(path, Most, ("organization", view.Organization.Id)) : ValueTask.FromResult<IReadOnlyList<AdminObject>>([]);

    // Ids from the organization down to the place.
    private static string[] Chain(DashboardView view, string id) =>
        view.Directory.FindKey(id) is { } key ? [key.Organization.Id, key.Team.Id, key.Project.Id, id]
        : view.Directory.FindProject(id) is { } project ? [project.OrganizationId, project.TeamId, id]
        : view.Directory.FindTeam(id) is { } team ? [team.OrganizationId, id]
        : [id];

    private static bool AreInLine(DashboardView view, string one, string other) => Chain(view, one).Contains(other) || Chain(view, other).Contains(one);

    private static string ScopeOf(DashboardView view, AdminObject credential) =>
        credential.Text("project_id") is { Length: > 0 } project ? project : credential.Text("team_id") is { Length: > 0 } team ? team : view.Organization.Id;

    private static bool WantsOwnOnly(AdminObject policy) =>
        Read(policy) is { } says && (says.Credentials == CredentialUse.OwnOnly || says.Rules.Any(rule => rule.Credentials == CredentialUse.OwnOnly));

    private static PolicyDocument? Read(AdminObject policy) => PolicyReader.Read(policy.Text("document"), null, []);

    private static IEnumerable<string> Names(PolicyDocument? says) => says is null ? []
        : says.Aliases.SelectMany(alias => alias.Targets).Concat(says.Rules.SelectMany(rule => rule.Route?.Targets ?? []).Select(target => target.Name));

    private static bool AsksOf(AdminObject policy, AdminObject budget) => Read(policy) is { } says && says.Rules.Any(rule => rule.When.BudgetUsed is { } used
        && (used.Period is not { } period || LimitWords.Of(period) == budget.Text("window")) && (used.Scope is not { } scope || LimitWords.Of(scope) == budget.Text("scope")));
}
