using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Pages;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>The organization, the cache of each project, and what the operator of the installation can see and do.</summary>
internal sealed class SettingsSection() : DashboardSection(DashboardGroup.Record, "/settings", "dash.settings")
{
    public const string Organization = "organization";
    public const string Cache = "cache";
    public const string Purge = "purge";
    public const string Keys = "signing";
    public const string Reload = "reload";

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", (view, _) => ShowAsync(view, null));
        routes.Post(this, "/organization", RenameAsync);
        routes.Post(this, "/signing-keys", RotateAsync);
        routes.Post(this, "/configuration", ReloadAsync);
        routes.Get(this, "/projects/{id}", (view, context) => ShowProjectAsync(view, context.Request.RouteValues["id"] as string ?? "", null));
        routes.Post(this, "/projects/{id}", ChangeCacheAsync);
        routes.Post(this, "/projects/{id}/purge", PurgeAsync);
    }

    private static async ValueTask<IResult> RenameAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(Organization));
        var reply = await view.Admin.ChangeAsync("PATCH", "/organizations/{id}", view.Organization.Id, form.Version, new JsonObject { ["name"] = form["name"] });
        if (reply.Refusal is not { } refusal)
        {
            // The address names the organization where there are several: the old name leads nowhere now.
            Notice.Leave(post.Context, "notice.organization.renamed", reply.Body.Text("name"));
            return new SeeOther(view.Organizations.Count > 1 ? "/dashboard/settings?organization=" + Uri.EscapeDataString(reply.Body.Text("name")) : "/dashboard/settings");
        }

        return reply.IsStale
            ? await ShowAsync(view, form, await StaleEdit.ReadAsync(view, view.Organization.Id))
            : await ShowAsync(view, form.Refuse(refusal, ("organization", "name")));
    }

    private static async ValueTask<IResult> RotateAsync(DashboardPost post)
    {
        var form = post.Read(Keys);
        if (!form.Has("sure"))
        {
            form.Refuse("sure", post.View.T["form.sure"]);
            return await ShowAsync(post.View, form);
        }

        return await EndAsync(post, form, await post.View.Admin.PostAsync("/signing-keys/rotate", []), "notice.signing.rotated");
    }

    private static async ValueTask<IResult> ReloadAsync(DashboardPost post) =>
        await EndAsync(post, post.Read(Reload), await post.View.Admin.PostAsync("/configuration/reload", []), "notice.configuration.reloaded");

    private static async ValueTask<IResult> EndAsync(DashboardPost post, Form form, AdminReply reply, string notice) =>
        reply.Refusal is { } refusal ? await ShowAsync(post.View, form.Refuse(refusal)) : post.Done("/settings", notice);

    private static async ValueTask<IResult> ShowAsync(DashboardView view, Form? refused, StaleEdit? stale = null)
    {
        var organization = await view.Admin.GetOneAsync("/organizations/{id}", view.Organization.Id);
        var keys = view.Admin.May("GET", "/signing-keys") ? (await view.Admin.GetAsync("/signing-keys")).Body : default;
        var configuration = view.Admin.May("GET", "/configuration") ? (await view.Admin.GetAsync("/configuration")).Body : default;
        var forms = new Dictionary<string, Form>(StringComparer.Ordinal)
        {
            [Organization] = new Form(Organization) { Version = organization.Body.Text("version"), ["name"] = organization.Body.Text("name") },
            [Keys] = new Form(Keys) { ["sure"] = "" },
            [Reload] = new Form(Reload),
        };
        if (refused is not null)
        {
            forms[refused.Name] = stale is null ? refused : refused.Refuse(stale, forms[refused.Name]);
        }

        return view.Page<SettingsPage>(refused?.Status ?? StatusCodes.Status200OK, ("SigningKeys", keys), ("Configuration", configuration), ("Forms", forms));
    }

    private static async ValueTask<IResult> ChangeCacheAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(Cache));
        var cache = new JsonObject { ["mode"] = form["mode"] };
        foreach (var field in new[] { "time_to_live_seconds", "max_entry_bytes", "max_total_bytes" })
        {
            if (form.Whole(field, view.T["form.whole"]) is { } typed)
            {
                cache[field] = typed;
            }
        }

        cache["ignored_metadata"] = new JsonArray([.. form["ignored_metadata"].Split([',', ' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(word => (JsonNode)word)]);
        if (form.IsRefused)
        {
            return await ShowProjectAsync(view, post.Id, form);
        }

        return await EndProjectAsync(post, form, await view.Admin.ChangeAsync("PATCH", "/projects/{id}", post.Id, form.Version, new JsonObject { ["cache"] = cache }), "notice.cache.changed");
    }

    private static async ValueTask<IResult> PurgeAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(Purge));
        if (!form.Has("receipt") && !form.Has("sure"))
        {
            form.Refuse("sure", view.T["form.sure"]);
            return await ShowProjectAsync(view, post.Id, form);
        }

        var body = new JsonObject { ["organization"] = view.Organization.Id, ["project"] = post.Id };
        if (form.Has("receipt"))
        {
            body["receipt"] = form["receipt"].Trim();
        }

        var reply = await view.Admin.PostAsync("/cache/purge", body);
        return reply.Refusal is null
            ? post.Done($"/settings/projects/{Uri.EscapeDataString(post.Id)}", "notice.cache.purged", Formatting.Figures.Count(reply.Body.Count("removed")))
            : await EndProjectAsync(post, form, reply, "");
    }

    private static async ValueTask<IResult> EndProjectAsync(DashboardPost post, Form form, AdminReply reply, string notice) => reply.Refusal is not { } refusal
        ? post.Done($"/settings/projects/{Uri.EscapeDataString(post.Id)}", notice, reply.Body.Text("name"))
        : reply.IsMissing ? post.View.NotFound()
        : reply.IsStale ? await ShowProjectAsync(post.View, post.Id, form, await StaleEdit.ReadAsync(post.View, post.Id))
        : await ShowProjectAsync(post.View, post.Id, form.Refuse(refusal));

    private static async ValueTask<IResult> ShowProjectAsync(DashboardView view, string id, Form? refused, StaleEdit? stale = null)
    {
        var project = await view.Admin.GetOneAsync("/projects/{id}", id);
        if (project.IsMissing)
        {
            return view.NotFound();
        }

        var cache = project.Body.Of("cache");
        var forms = new Dictionary<string, Form>(StringComparer.Ordinal)
        {
            [Cache] = new Form(Cache)
            {
                Version = project.Body.Text("version"),
                ["mode"] = cache.Text("mode"),
                ["time_to_live_seconds"] = cache.Text("time_to_live_seconds"),
                ["max_entry_bytes"] = cache.Text("max_entry_bytes"),
                ["max_total_bytes"] = cache.Text("max_total_bytes"),
                ["ignored_metadata"] = string.Join(", ", cache.Words("ignored_metadata")),
            },
            [Purge] = new Form(Purge) { ["receipt"] = "", ["sure"] = "" },
        };
        if (refused is not null)
        {
            forms[refused.Name] = stale is null ? refused : refused.Refuse(stale, forms[refused.Name]);
        }

        return view.Page<ProjectCachePage>(refused?.Status ?? StatusCodes.Status200OK, ("Project", project.Body), ("Forms", forms));
    }
}
