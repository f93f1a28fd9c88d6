using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Lists;
using NextModel.Web.Dashboard.Pages;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Rate limits: every key and project that has any, and those of each project. Those of a key are on its own page.</summary>
internal sealed class LimitsSection() : DashboardSection(DashboardGroup.Control, "/limits", "dash.limits")
{
    private const int Most = 500;
    private const string Name = "limits";

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", ListAsync);
        routes.Get(this, "/{id}", (view, context) => ShowAsync(view, context.Request.RouteValues["id"] as string ?? "", null));
        routes.Post(this, "/{id}", SetAsync);
    }

    private async ValueTask<IResult> ListAsync(DashboardView view, HttpContext context)
    {
        var all = await view.Admin.ListAsync("/limits", Most, ("organization", view.Organization.Id));
        return view.Page<LimitsPage>(("Limits", all), ("Listing", Listing.Of(context, Path, all, one => [ScopeChoice.Name(view, one.Text("scope"), one.Text("scope_id")).Name])));
    }

    private static async ValueTask<IResult> SetAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(Name));
        if (RateLimitForm.Body(form, view.T) is not { } body)
        {
            return await ShowAsync(view, post.Id, form);
        }

        var reply = await view.Admin.ChangeAsync("PUT", "/projects/{id}/limits", post.Id, form.Version, body);
        return reply.Refusal is not { } refusal ? post.Done("/limits/" + Uri.EscapeDataString(post.Id), "notice.limits.changed", view.ProjectName(post.Id))
            : reply.IsMissing ? view.NotFound()
            : reply.IsStale ? await ShowAsync(view, post.Id, form, await StaleEdit.ReadAsync(view, post.Id))
            : await ShowAsync(view, post.Id, form.Refuse(refusal));
    }

    private static async ValueTask<IResult> ShowAsync(DashboardView view, string id, Form? refused, StaleEdit? stale = null)
    {
        var limits = await view.Admin.GetOneAsync("/projects/{id}/limits", id);
        if (limits.IsMissing)
        {
            return view.NotFound();
        }

        var form = RateLimitForm.Of(Name, limits.Body);
        if (refused is not null)
        {
            form = stale is null ? refused : refused.Refuse(stale, form);
        }

        return view.Page<ProjectLimitsPage>(form.Status, ("ProjectId", id), ("Form", form));
    }
}
