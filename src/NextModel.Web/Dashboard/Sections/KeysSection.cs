using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Lists;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.Dashboard.Removals;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>API keys: which there are, making, changing, rotating and revoking them, and their rate limits.</summary>
internal sealed class KeysSection() : DashboardSection(DashboardGroup.Control, "/api-keys", "dash.keys")
{
    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", (view, context) => ValueTask.FromResult(List(view, context)));
        routes.Get(this, "/new", (view, context) => ValueTask.FromResult(New(view, Empty(view, context))));
        routes.Post(this, "", CreateAsync);
        routes.Get(this, "/{id}", (view, context) => ShowAsync(view, context.Request.RouteValues["id"] as string ?? "", null));
        routes.Post(this, "/{id}", ChangeAsync);
        routes.Post(this, "/{id}/rotate", RotateAsync);
        new Removal(this, "/{id}", "revoke", "/keys/{id}")
        {
            Title = "keys.revoke.do",
            Lead = "keys.revoke.lead",
            Notice = "notice.key.revoked",
            Dependents = Dependents.OfKeyAsync,
            Stays = true,
        }.Map(routes);
        routes.Post(this, "/{id}/limits", LimitAsync);
    }

    private IResult List(DashboardView view, HttpContext context)
    {
        IReadOnlyList<Identity.Caller> all =
        [
            .. view.Directory.Callers.Where(caller => caller.Organization.Id == view.Organization.Id && view.By.Sees(caller.Organization.Id, caller.Team.Id))
                .OrderBy(caller => caller.Key.RevokedAt is not null).ThenBy(caller => caller.Key.Name, StringComparer.Ordinal),
        ];
        return view.Page<KeysPage>(("Keys", all), ("Listing", Listing.Of(context, Path, all, caller => [caller.Key.Name, caller.Key.Prefix, caller.Project.Name])));
    }

    private static IResult New(DashboardView view, Form form) => view.Page<NewKeyPage>(form.Status, ("Form", form));

    private static Form Empty(DashboardView view, HttpContext context) => new("new")
    {
        ["name"] = "",
        ["project"] = context.Request.Query["project"].ToString() is { Length: > 0 } asked ? asked : view.Projects is [var first, ..] ? first.Id : "",
        ["environment"] = "",
        ["workload"] = "",
        ["expires_at"] = "",
    };

    private async ValueTask<IResult> CreateAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read("new"));
        var expires = form.Moment("expires_at", view.T["form.moment"]);
        if (form.IsRefused)
        {
            return New(view, form);
        }

        var reply = await view.Admin.PostAsync("/keys", new JsonObject
        {
            ["organization"] = view.Organization.Id,
            ["project"] = form["project"],
            ["name"] = form["name"],
            ["environment"] = form["environment"],
            ["workload"] = form["workload"],
            ["expires_at"] = expires,
        });
        return reply.Refusal is { } refusal
            ? New(view, form.Refuse(refusal))
            : view.Page<KeySecretPage>(("Key", reply.Body), ("IsNew", true));
    }

    private async ValueTask<IResult> ChangeAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(KeyForms.Details));
        var expires = form.Moment("expires_at", view.T["form.moment"]);
        if (form.IsRefused)
        {
            return await ShowAsync(view, post.Id, form);
        }

        var reply = await view.Admin.ChangeAsync("PATCH", "/keys/{id}", post.Id, form.Version, new JsonObject
        {
            ["name"] = form["name"],
            ["environment"] = form["environment"],
            ["workload"] = form["workload"],
            ["expires_at"] = expires,
        });
        return await EndAsync(post, form, reply, "notice.key.changed");
    }

    private async ValueTask<IResult> RotateAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(KeyForms.Rotate));
        var hours = form.Whole("grace_seconds", view.T["form.whole"]);
        if (form.IsRefused)
        {
            return await ShowAsync(view, post.Id, form);
        }

        var reply = await view.Admin.PostAsync(
            "/keys/{id}/rotate", new JsonObject { ["grace_seconds"] = Math.Min(hours ?? 0, 1_000_000) * 3600 }, post.Id, form.Version);
        return reply.Refusal is null ? view.Page<KeySecretPage>(("Key", reply.Body), ("IsNew", false)) : await EndAsync(post, form, reply, "");
    }

    private async ValueTask<IResult> LimitAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(KeyForms.Limits));
        if (RateLimitForm.Body(form, view.T) is not { } body)
        {
            return await ShowAsync(view, post.Id, form);
        }

        return await EndAsync(post, form, await view.Admin.ChangeAsync("PUT", "/keys/{id}/limits", post.Id, form.Version, body), "notice.limits.changed");
    }

    private static async ValueTask<IResult> EndAsync(DashboardPost post, Form form, AdminReply reply, string notice)
    {
        if (reply.Refusal is not { } refusal)
        {
            var name = (await post.View.Admin.GetOneAsync("/keys/{id}", post.Id)).Body.Text("name");
            return post.Done($"/api-keys/{Uri.EscapeDataString(post.Id)}", notice, name);
        }

        return reply.IsMissing ? post.View.NotFound()
            : reply.IsStale ? await ShowAsync(post.View, post.Id, form, await StaleEdit.ReadAsync(post.View, post.Id))
            : await ShowAsync(post.View, post.Id, form.Refuse(refusal));
    }

    private static async ValueTask<IResult> ShowAsync(DashboardView view, string id, Form? refused, StaleEdit? stale = null)
    {
        var key = await view.Admin.GetOneAsync("/keys/{id}", id);
        if (key.IsMissing)
        {
            return view.NotFound();
        }

        var limits = await view.Admin.GetOneAsync("/keys/{id}/limits", id);
        var forms = KeyForms.Of(key.Body, limits.Body);
        if (refused is not null)
        {
            forms[refused.Name] = stale is null ? refused : refused.Refuse(stale, forms[refused.Name]);
        }

        return view.Page<KeyPage>(refused?.Status ?? StatusCodes.Status200OK, ("Key", key.Body), ("Forms", forms));
    }
}
