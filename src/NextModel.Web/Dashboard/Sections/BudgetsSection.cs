using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Budgets;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Lists;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.Dashboard.Removals;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Budgets: what is left, until when, and at which pace; making, changing and deleting them.</summary>
internal sealed class BudgetsSection(DashboardParts parts) : DashboardSection(DashboardGroup.Control, "/budgets", "dash.budgets")
{
    private const int Most = 500;

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", ListAsync);
        routes.Get(this, "/new", (view, context) => ValueTask.FromResult(New(view, BudgetForm.Empty(context.Request.Query["scope"].ToString()))));
        routes.Post(this, "", CreateAsync);
        routes.Get(this, "/{id}", (view, context) => ShowAsync(view, context.Request.RouteValues["id"] as string ?? "", null));
        routes.Post(this, "/{id}", ChangeAsync);
        routes.Post(this, "/{id}/reconcile", ReconcileAsync);
        new Removal(this, "/{id}", "delete", "/budgets/{id}")
        {
            Title = "budget.delete.do",
            Lead = "budget.delete.lead",
            Notice = "notice.budget.deleted",
            Dependents = Dependents.OfBudgetAsync,
        }.Map(routes);
    }

    private async ValueTask<IResult> ListAsync(DashboardView view, HttpContext context)
    {
        var budgets = await view.Admin.ListAsync("/budgets", Most, ("organization", view.Organization.Id));
        var rows = BudgetRow.InOrder(budgets.Select(budget => BudgetRow.Of(view, budget)));
        return view.Page<BudgetsPage>(("Budgets", rows), ("Listing", Listing.Of(context, Path, rows, row => [row.ScopeName, row.Name])));
    }

    private static IResult New(DashboardView view, Form form) => view.Page<NewBudgetPage>(form.Status, ("Form", form));

    private static async ValueTask<IResult> CreateAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(BudgetForm.New));
        if (BudgetForm.Create(form, view.T, view.Organization.Id) is not { } body)
        {
            return New(view, form);
        }

        var reply = await view.Admin.PostAsync("/budgets", body);
        return reply.Refusal is { } refusal
            ? New(view, form.Refuse(refusal, ("scope", "scope_id"), ("organization", "scope_id"), ("team", "scope_id")))
            : post.Done("/budgets/" + Uri.EscapeDataString(reply.Body.Id), "notice.budget.created", reply.Body.Text("name"));
    }

    private async ValueTask<IResult> ChangeAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(BudgetForm.Details));
        return BudgetForm.Change(form, view.T) is { } body
            ? await EndAsync(post, form, await view.Admin.ChangeAsync("PATCH", "/budgets/{id}", post.Id, form.Version, body), "notice.budget.changed")
            : await ShowAsync(view, post.Id, form);
    }

    private async ValueTask<IResult> ReconcileAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(BudgetForm.Reconcile));
        var settled = form.Number("settled", view.T["form.amount"]);
        return form.IsRefused
            ? await ShowAsync(view, post.Id, form)
            : await EndAsync(
                post, form, await view.Admin.PostAsync("/budgets/{id}/reconcile", new JsonObject { ["settled"] = settled ?? 0 }, post.Id, form.Version), "notice.budget.reconciled");
    }

    private async ValueTask<IResult> EndAsync(DashboardPost post, Form form, AdminReply reply, string notice) => reply.Refusal is not { } refusal
        ? post.Done("/budgets/" + Uri.EscapeDataString(post.Id), notice, reply.Body.Text("name"))
        : reply.IsMissing ? post.View.NotFound()
        : reply.IsStale ? await ShowAsync(post.View, post.Id, form, await StaleEdit.ReadAsync(post.View, post.Id))
        : await ShowAsync(post.View, post.Id, form.Refuse(refusal));

    private async ValueTask<IResult> ShowAsync(DashboardView view, string id, Form? refused, StaleEdit? stale = null)
    {
        var reply = await view.Admin.GetOneAsync("/budgets/{id}", id);
        if (reply.IsMissing)
        {
            return view.NotFound();
        }

        var forms = BudgetForm.Of(reply.Body);
        if (refused is not null)
        {
            forms[refused.Name] = stale is null ? refused : refused.Refuse(stale, forms[refused.Name]);
        }

        var budget = BudgetRow.Of(view, reply.Body);
        var spend = await BudgetSpend.ReadAsync(parts.Reports(), view, budget, view.Gone);
        return view.Page<BudgetPage>(refused?.Status ?? StatusCodes.Status200OK, ("Budget", budget), ("Spend", spend), ("Forms", forms));
    }
}
