using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Credentials;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Lists;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.Dashboard.Removals;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Own credentials at sources: which there are, giving, testing, changing and deleting them. A secret is written and never shown.</summary>
internal sealed class CredentialsSection() : DashboardSection(DashboardGroup.Control, "/credentials", "dash.credentials")
{
    private const int Most = 500;

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", ListAsync);
        routes.Get(this, "/new", (view, context) => ValueTask.FromResult(New(view, CredentialForm.Empty(context.Request.Query["source"].ToString()))));
        routes.Post(this, "", CreateAsync);
        routes.Get(this, "/{id}", (view, context) => ShowAsync(view, context.Request.RouteValues["id"] as string ?? "", null));
        routes.Post(this, "/{id}", ChangeAsync);
        routes.Post(this, "/{id}/rotate", RotateAsync);
        routes.Post(this, "/{id}/test", TestAsync);
        new Removal(this, "/{id}", "delete", "/credentials/{id}")
        {
            Title = "credential.delete.do",
            Lead = "credential.delete.lead",
            Notice = "notice.credential.deleted",
            Dependents = Dependents.OfCredentialAsync,
        }.Map(routes);
    }

    private async ValueTask<IResult> ListAsync(DashboardView view, HttpContext context)
    {
        var all = await view.Admin.ListAsync("/credentials", Most, ("organization", view.Organization.Id));
        return view.Page<CredentialsPage>(("Credentials", all), ("Listing", Listing.Of(context, Path, all, one => [one.Text("name"), one.Text("source")])));
    }

    private static IResult New(DashboardView view, Form form) => view.Page<NewCredentialPage>(form.Status, ("Form", form));

    private static async ValueTask<IResult> CreateAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(CredentialForm.New));
        if (CredentialForm.Create(form, view) is not { } body)
        {
            return New(view, form);
        }

        var reply = await view.Admin.PostAsync("/credentials", body);
        return reply.Refusal is { } refusal
            ? New(view, form.Refuse(refusal, ("team", "scope_id"), ("project", "scope_id"), ("organization", "scope_id")))
            : post.Done("/credentials/" + Uri.EscapeDataString(reply.Body.Id), "notice.credential.created", reply.Body.Text("name"));
    }

    private static async ValueTask<IResult> ChangeAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(CredentialForm.Details));
        return CredentialForm.Change(form, view) is { } body
            ? await EndAsync(post, form, await view.Admin.ChangeAsync("PATCH", "/credentials/{id}", post.Id, form.Version, body), "notice.credential.changed")
            : await ShowAsync(view, post.Id, form);
    }

    private static async ValueTask<IResult> RotateAsync(DashboardPost post)
    {
        var form = post.Read(CredentialForm.Rotate);
        var body = new JsonObject { ["secret"] = form["secret"].Trim(), ["save_anyway"] = form.Has("save_anyway") };
        if (form.Has("base_url"))
        {
            body["base_url"] = form["base_url"].Trim();
        }

        return await EndAsync(post, form, await post.View.Admin.PostAsync("/credentials/{id}/rotate", body, post.Id, form.Version), "notice.credential.rotated");
    }

    private static async ValueTask<IResult> TestAsync(DashboardPost post) =>
        await EndAsync(post, post.Read(CredentialForm.Test), await post.View.Admin.PostAsync("/credentials/{id}/test", [], post.Id), "notice.credential.tested");

    private static async ValueTask<IResult> EndAsync(DashboardPost post, Form form, AdminReply reply, string notice) => reply.Refusal is not { } refusal
        ? post.Done("/credentials/" + Uri.EscapeDataString(post.Id), notice, reply.Body.Text("name"))
        : reply.IsMissing ? post.View.NotFound()
        : reply.IsStale ? await ShowAsync(post.View, post.Id, form, await StaleEdit.ReadAsync(post.View, post.Id))
        : await ShowAsync(post.View, post.Id, form.Refuse(refusal));

    private static async ValueTask<IResult> ShowAsync(DashboardView view, string id, Form? refused, StaleEdit? stale = null)
    {
        var reply = await view.Admin.GetOneAsync("/credentials/{id}", id);
        if (reply.IsMissing)
        {
            return view.NotFound();
        }

        var forms = CredentialForm.Of(reply.Body);
        if (refused is not null)
        {
            forms[refused.Name] = stale is null ? refused : refused.Refuse(stale, forms[refused.Name]);
        }

        return view.Page<CredentialPage>(refused?.Status ?? StatusCodes.Status200OK, ("Credential", reply.Body), ("Forms", forms));
    }
}
