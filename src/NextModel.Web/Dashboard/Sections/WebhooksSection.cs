using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.Dashboard.Removals;
using NextModel.Web.Dashboard.Webhooks;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Webhooks: who is told what happens, whether it arrived, and trying one.</summary>
internal sealed class WebhooksSection() : DashboardSection(DashboardGroup.Control, "/webhooks", "dash.webhooks")
{
    private const int Most = 200;

    public override (string Method, string Path)? Needs => ("GET", "/webhooks");

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", ListAsync);
        routes.Get(this, "/new", (view, _) => ValueTask.FromResult(New(view, WebhookForm.Empty())));
        routes.Post(this, "", CreateAsync);
        routes.Get(this, "/{id}", (view, context) => ShowAsync(view, context.Request.RouteValues["id"] as string ?? "", null));
        routes.Post(this, "/{id}", ChangeAsync);
        routes.Post(this, "/{id}/secret", ReplaceSecretAsync);
        routes.Post(this, "/{id}/test", TestAsync);
        new Removal(this, "/{id}", "delete", "/webhooks/{id}")
        {
            Title = "webhook.delete.do",
            Lead = "webhook.delete.lead",
            Notice = "notice.webhook.deleted",
            Dependents = Dependents.OfWebhookAsync,
        }.Map(routes);
    }

    private static async ValueTask<IResult> ListAsync(DashboardView view, HttpContext context) =>
        view.Page<WebhooksPage>(("Webhooks", await view.Admin.ListAsync("/webhooks", Most, ("organization", view.Organization.Id))));

    private static IResult New(DashboardView view, Form form) => view.Page<NewWebhookPage>(form.Status, ("Form", form));

    private static async ValueTask<IResult> CreateAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(WebhookForm.New));
        var reply = await view.Admin.PostAsync("/webhooks", WebhookForm.Create(form, view.Organization.Id));
        return reply.Refusal is { } refusal ? New(view, form.Refuse(refusal))
            : reply.Body.Text("secret").Length > 0 ? view.Page<WebhookSecretPage>(("Webhook", reply.Body))
            : post.Done("/webhooks/" + Uri.EscapeDataString(reply.Body.Id), "notice.webhook.created", reply.Body.Text("name"));
    }

    private static async ValueTask<IResult> ChangeAsync(DashboardPost post)
    {
        var form = post.Read(WebhookForm.Details);
        return await EndAsync(post, form, await post.View.Admin.ChangeAsync("PATCH", "/webhooks/{id}", post.Id, form.Version, WebhookForm.Change(form)), "notice.webhook.changed");
    }

    private static async ValueTask<IResult> ReplaceSecretAsync(DashboardPost post)
    {
        var form = post.Read(WebhookForm.Secret);
        var body = new JsonObject { ["secret"] = form["secret"].Trim() };
        return await EndAsync(post, form, await post.View.Admin.ChangeAsync("PATCH", "/webhooks/{id}", post.Id, form.Version, body), "notice.webhook.secret");
    }

    private static async ValueTask<IResult> TestAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(WebhookForm.Test));
        var reply = await view.Admin.PostAsync("/webhooks/{id}/test", [], post.Id);
        return reply.IsMissing ? view.NotFound()
            : reply.Refusal is { } refusal ? await ShowAsync(view, post.Id, form.Refuse(refusal))
            : await ShowAsync(view, post.Id, form, tried: reply.Body);
    }

    private static async ValueTask<IResult> EndAsync(DashboardPost post, Form form, AdminReply reply, string notice) => reply.Refusal is not { } refusal
        ? post.Done("/webhooks/" + Uri.EscapeDataString(post.Id), notice, reply.Body.Text("name"))
        : reply.IsMissing ? post.View.NotFound()
        : reply.IsStale ? await ShowAsync(post.View, post.Id, form, await StaleEdit.ReadAsync(post.View, post.Id))
        : await ShowAsync(post.View, post.Id, form.Refuse(refusal));

    private static async ValueTask<IResult> ShowAsync(DashboardView view, string id, Form? sent, StaleEdit? stale = null, AdminObject tried = default)
    {
        var reply = await view.Admin.GetOneAsync("/webhooks/{id}", id);
        if (reply.IsMissing)
        {
            return view.NotFound();
        }

        var deliveries = await view.Admin.GetOneAsync("/webhooks/{id}/deliveries", id, ("limit", "25"));
        var forms = WebhookForm.Of(reply.Body);
        if (sent is not null)
        {
            forms[sent.Name] = stale is null ? sent : sent.Refuse(stale, forms[sent.Name]);
        }

        return view.Page<WebhookPage>(
            sent?.Status ?? StatusCodes.Status200OK, ("Webhook", reply.Body), ("Forms", forms), ("Deliveries", deliveries.Body.Items("data")), ("Tried", tried));
    }
}
