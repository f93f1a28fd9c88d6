using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Lists;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.Dashboard.Policies;
using NextModel.Web.Dashboard.Removals;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Policies: their text, what it makes of a request, what it would have made of the last days, and its history.</summary>
internal sealed class PoliciesSection() : DashboardSection(DashboardGroup.Control, "/policies", "dash.policies")
{
    private const int Most = 500;

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", ListAsync);
        routes.Get(this, "/new", (view, context) => ValueTask.FromResult(New(view, PolicyForm.Empty(view, context.Request.Query["scope"].ToString()))));
        routes.Post(this, "", CreateAsync);
        routes.Get(this, "/explain", (view, _) => ValueTask.FromResult(view.Page<ExplainPage>(("Form", PolicyForm.Ask(view)))));
        routes.Post(this, "/explain", ExplainInForceAsync);
        routes.Post(this, "/new/explain", ExplainNewAsync);
        routes.Post(this, "/new/simulate", SimulateNewAsync);
        routes.Get(this, "/{id}", (view, context) => ShowAsync(view, Id(context), null, version: context.Request.Query["version"].ToString()));
        routes.Post(this, "/{id}", ChangeAsync);
        routes.Post(this, "/{id}/explain", ExplainAsync);
        routes.Post(this, "/{id}/simulate", SimulateAsync);
        new Removal(this, "/{id}", "delete", "/policies/{id}")
        {
            Title = "policy.delete.do",
            Lead = "policy.delete.lead",
            Notice = "notice.policy.deleted",
            Dependents = Dependents.OfPolicyAsync,
            Name = (view, json) => PolicyRow.Of(view, json).ScopeName,
        }.Map(routes);
    }

    private static string Id(HttpContext context) => context.Request.RouteValues["id"] as string ?? "";

    private async ValueTask<IResult> ListAsync(DashboardView view, HttpContext context)
    {
        var policies = await view.Admin.ListAsync("/policies", Most, ("organization", view.Organization.Id));
        var rows = PolicyRow.InOrder(policies.Select(policy => PolicyRow.Of(view, policy)));
        return view.Page<PoliciesPage>(("Policies", rows), ("Listing", Listing.Of(context, Path, rows, row => [row.ScopeName, row.Id])));
    }

    private static IResult New(DashboardView view, Form form, AdminObject explanation = default, AdminObject simulation = default) =>
        view.Page<PolicyPage>(form.Status, ("Forms", Only(form)), ("Explanation", explanation), ("Simulation", simulation));

    private static Dictionary<string, Form> Only(Form form) => new(StringComparer.Ordinal) { [PolicyForm.Draft] = form };

    private static async ValueTask<IResult> CreateAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(PolicyForm.Draft));
        var body = PolicyForm.DraftOf(form)!;
        body["organization"] = view.Organization.Id;
        var reply = await view.Admin.PostAsync("/policies", body);
        return reply.Refusal is { } refusal
            ? New(view, PolicyForm.Refuse(form, refusal))
            : post.Done("/policies/" + Uri.EscapeDataString(reply.Body.Id), "notice.policy.created", PolicyRow.Of(view, reply.Body).ScopeName);
    }

    private static async ValueTask<IResult> ExplainInForceAsync(DashboardPost post)
    {
        var form = post.Read(PolicyForm.Explain);
        var answer = await AskAsync(post.View, form, "/policies/explain", PolicyForm.Explained);
        return post.View.Page<ExplainPage>(form.Status, ("Form", form), ("Explanation", answer));
    }

    private static async ValueTask<IResult> ExplainNewAsync(DashboardPost post)
    {
        var form = post.Read(PolicyForm.Draft);
        return New(post.View, form, explanation: await AskAsync(post.View, form, "/policies/explain", PolicyForm.Explained));
    }

    private static async ValueTask<IResult> SimulateNewAsync(DashboardPost post)
    {
        var form = post.Read(PolicyForm.Draft);
        return New(post.View, form, simulation: await AskAsync(post.View, form, "/policies/simulate", PolicyForm.Simulated));
    }

    private static async ValueTask<IResult> ExplainAsync(DashboardPost post)
    {
        var form = post.Read(PolicyForm.Draft);
        return await ShowAsync(post.View, post.Id, form, explanation: await AskAsync(post.View, form, "/policies/explain", PolicyForm.Explained));
    }

    private static async ValueTask<IResult> SimulateAsync(DashboardPost post)
    {
        var form = post.Read(PolicyForm.Draft);
        return await ShowAsync(post.View, post.Id, form, simulation: await AskAsync(post.View, form, "/policies/simulate", PolicyForm.Simulated));
    }

    // Asks and changes nothing; what is refused stands in the form.
    private static async ValueTask<AdminObject> AskAsync(
        DashboardView view, Form form, string path, Func<Form, Localization.Texts, string, JsonObject?> read)
    {
        if (read(form, view.T, view.Organization.Id) is not { } body)
        {
            return default;
        }

        var reply = await view.Admin.PostAsync(path, body);
        if (reply.Refusal is not { } refusal)
        {
            return reply.Body;
        }

        PolicyForm.Refuse(form, refusal);
        return default;
    }

    private static async ValueTask<IResult> ChangeAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(PolicyForm.Draft));
        var reply = await view.Admin.ChangeAsync("PUT", "/policies/{id}", post.Id, form.Version, new JsonObject { ["document"] = form["document"] });
        return await EndAsync(post, form, reply, "notice.policy.changed");
    }

    private static async ValueTask<IResult> EndAsync(DashboardPost post, Form form, AdminReply reply, string notice) => reply.Refusal is not { } refusal
        ? post.Done("/policies/" + Uri.EscapeDataString(post.Id), notice, PolicyRow.Of(post.View, reply.Body).ScopeName)
        : reply.IsMissing ? post.View.NotFound()
        : reply.IsStale ? await ShowAsync(post.View, post.Id, form, stale: await StaleEdit.ReadAsync(post.View, post.Id))
        : await ShowAsync(post.View, post.Id, PolicyForm.Refuse(form, refusal));

    private static async ValueTask<IResult> ShowAsync(
        DashboardView view, string id, Form? sent, StaleEdit? stale = null, AdminObject explanation = default, AdminObject simulation = default, string version = "")
    {
        var reply = await view.Admin.GetOneAsync("/policies/{id}", id);
        if (reply.IsMissing)
        {
            return view.NotFound();
        }

        var versions = await view.Admin.GetOneAsync("/policies/{id}/versions", id, ("limit", "20"));
        var forms = Only(PolicyForm.Of(view, reply.Body));
        if (sent is not null)
        {
            forms[sent.Name] = stale is null ? sent : sent.Refuse(stale, forms[sent.Name]);
        }

        return view.Page<PolicyPage>(
            sent?.Status ?? StatusCodes.Status200OK, ("Policy", PolicyRow.Of(view, reply.Body)), ("Forms", forms), ("Versions", versions.Body.Items("data")),
            ("Shown", versions.Body.Items("data").FirstOrDefault(one => one.Text("version") == version)), ("Explanation", explanation), ("Simulation", simulation));
    }
}
