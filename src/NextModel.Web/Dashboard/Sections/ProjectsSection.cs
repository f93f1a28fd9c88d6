using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Lists;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.Dashboard.Removals;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Teams and their projects: making, renaming, moving, archiving and restoring them, and a project's rules for the exact cache.</summary>
internal sealed class ProjectsSection() : DashboardSection(DashboardGroup.Control, "/projects", "dash.projects")
{
    public const string NewTeam = "new-team";
    public const string NewProject = "new-project";
    public const string Details = "details";
    public const string Restore = "restore";

    private const int Most = 1000;

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", (view, context) => ListAsync(view, context, null));
        routes.Post(this, "", CreateProjectAsync);
        routes.Post(this, "/teams", CreateTeamAsync);
        foreach (var kind in new[] { "projects", "teams" })
        {
            var path = kind == "teams" ? "/teams/{id}" : "/{id}";
            routes.Get(this, path, (view, context) => ShowAsync(view, kind, context.Request.RouteValues["id"] as string ?? "", null));
            routes.Post(this, path, post => ChangeAsync(post, kind));
            new Removal(this, path, "archive", $"/{kind}/{{id}}")
            {
                Title = "project.archive",
                Lead = "project.archive.lead",
                Notice = "notice.project.archived",
                Dependents = Dependents.OfPlaceAsync,
                IsReversible = true,
            }.Map(routes);
            routes.Post(this, path + "/restore", post => RestoreAsync(post, kind));
        }
    }

    private async ValueTask<IResult> ListAsync(DashboardView view, HttpContext context, Form? refused)
    {
        var forms = new Dictionary<string, Form>(StringComparer.Ordinal)
        {
            [NewTeam] = new(NewTeam) { ["name"] = "" },
            [NewProject] = new(NewProject) { ["name"] = "", ["team"] = view.By.TeamId ?? "" },
        };
        if (refused is not null)
        {
            forms[refused.Name] = refused;
        }

        var teams = await view.Admin.ListAsync("/teams", Most, ("organization", view.Organization.Id));
        var projects = await view.Admin.ListAsync("/projects", Most, ("organization", view.Organization.Id));
        var of = InOrder(projects).ToLookup(project => project.Text("team_id"), StringComparer.Ordinal);
        IReadOnlyList<(AdminObject Team, AdminObject Project)> tree = [.. InOrder(teams).SelectMany(team => of[team.Id].DefaultIfEmpty().Select(project => (team, project)))];
        return view.Page<ProjectsPage>(
            refused?.Status ?? StatusCodes.Status200OK, ("Teams", teams), ("Projects", projects), ("Forms", forms),
            ("Listing", Listing.Of(context, Path, tree, one => [one.Team.Text("name"), one.Project.Text("name")])));
    }

    private static IEnumerable<AdminObject> InOrder(IEnumerable<AdminObject> all) =>
        all.OrderBy(one => one.Instant("archived_at") is not null).ThenBy(one => one.Text("name"), StringComparer.Ordinal);

    private async ValueTask<IResult> CreateTeamAsync(DashboardPost post)
    {
        var form = post.Read(NewTeam);
        var reply = await post.View.Admin.PostAsync("/teams", new JsonObject { ["organization"] = post.View.Organization.Id, ["name"] = form["name"] });
        return reply.Refusal is { } refusal
            ? await ListAsync(post.View, post.Context, form.Refuse(refusal, ("team", "name")))
            : post.Done("/projects", "notice.team.created", reply.Body.Text("name"));
    }

    private async ValueTask<IResult> CreateProjectAsync(DashboardPost post)
    {
        var form = post.Read(NewProject);
        var reply = await post.View.Admin.PostAsync(
            "/projects", new JsonObject { ["organization"] = post.View.Organization.Id, ["team"] = form["team"], ["name"] = form["name"] });
        return reply.Refusal is { } refusal
            ? await ListAsync(post.View, post.Context, form.Refuse(refusal, ("project", "name")))
            : post.Done("/projects/" + Uri.EscapeDataString(reply.Body.Id), "notice.project.created", reply.Body.Text("name"));
    }

    private static async ValueTask<IResult> ChangeAsync(DashboardPost post, string kind)
    {
        var (view, form) = (post.View, post.Read(Details));
        var body = new JsonObject { ["name"] = form["name"] };
        if (kind == "projects")
        {
            var hours = form.Number("hours", view.T["form.amount"]);
            if (form.IsRefused)
            {
                return await ShowAsync(view, kind, post.Id, form);
            }

            body["team"] = form["team"];
            var cache = new JsonObject { ["mode"] = form["mode"] };
            if (hours is { } given)
            {
                cache["time_to_live_seconds"] = (long)Math.Clamp(given * 3600, long.MinValue, 1_000_000_000_000m);
            }

            body["cache"] = cache;
        }

        return await EndAsync(post, kind, form, await view.Admin.ChangeAsync("PATCH", $"/{kind}/{{id}}", post.Id, form.Version, body), "notice.project.changed");
    }

    private static async ValueTask<IResult> RestoreAsync(DashboardPost post, string kind)
    {
        var form = post.Read(Restore);
        return await EndAsync(post, kind, form, await post.View.Admin.PostAsync($"/{kind}/{{id}}/restore", [], post.Id, form.Version), "notice.project.restored");
    }

    private static async ValueTask<IResult> EndAsync(DashboardPost post, string kind, Form form, AdminReply reply, string notice) =>
        reply.Refusal is not { } refusal ? post.Done(PathOf(kind, post.Id), notice, reply.Body.Text("name"))
        : reply.IsMissing && refusal.Param is not "team" ? post.View.NotFound()
        : reply.IsStale ? await ShowAsync(post.View, kind, post.Id, form, await StaleEdit.ReadAsync(post.View, post.Id))
        : await ShowAsync(post.View, kind, post.Id, form.Refuse(refusal, kind == "teams" ? ("team", "name") : ("project", "name"), ("cache.time_to_live_seconds", "hours"), ("cache.mode", "mode")));

    private static string PathOf(string kind, string id) => (kind == "teams" ? "/projects/teams/" : "/projects/") + Uri.EscapeDataString(id);

    private static async ValueTask<IResult> ShowAsync(DashboardView view, string kind, string id, Form? refused, StaleEdit? stale = null)
    {
        var found = await view.Admin.GetOneAsync($"/{kind}/{{id}}", id);
        if (found.IsMissing || found.Body.Text("organization_id") != view.Organization.Id)
        {
            return view.NotFound();
        }

        var version = found.Body.Text("version");
        var forms = new Dictionary<string, Form>(StringComparer.Ordinal)
        {
            [Details] = new(Details)
            {
                Version = version,
                ["name"] = found.Body.Text("name"),
                ["team"] = found.Body.Text("team_id"),
                ["mode"] = found.Body.Text("cache", "mode"),
                ["hours"] = (found.Body.Amount("cache", "time_to_live_seconds") / 3600).ToString("0.####", System.Globalization.CultureInfo.InvariantCulture),
            },
            [Restore] = new(Restore) { Version = version },
        };
        if (refused is not null)
        {
            forms[refused.Name] = stale is null ? refused : refused.Refuse(stale, forms[refused.Name]);
        }

        return view.Page<ProjectPage>(refused?.Status ?? StatusCodes.Status200OK, ("Found", found.Body), ("Kind", kind), ("Forms", forms));
    }
}
