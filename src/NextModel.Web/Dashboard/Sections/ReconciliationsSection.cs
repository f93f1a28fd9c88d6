using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Reconciliations;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Receipts beside a provider's own file: sending one up, what came of it, and its report.</summary>
internal sealed class ReconciliationsSection() : DashboardSection(DashboardGroup.Spend, "/reconciliations", "reconcile.heading")
{
    /// <summary>Most bytes of a file; larger ones go to the admin API, which takes 2 GiB.</summary>
    public const long MostBytes = 256L << 20;

    private const string Name = "reconcile";
    private const int Most = 100;

    // What a form's field becomes in the query of the API.
    private static readonly string[] Terms = ["provider", "from", "to", "source", "zone", "invoice", "previous"];

    private static readonly string[] Reports = ["html", "md", "json"];

    public override (string Method, string Path)? Needs => ("GET", "/reconciliations");

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", (view, _) => ListAsync(view, Begin()));
        routes.Post(this, "", CreateAsync, MostBytes);
        routes.Get(this, "/{id}", ShowAsync);
        routes.Get(this, "/{id}/report", ReportAsync);
    }

    private static Form Begin() => new(Name) { ["provider"] = "openai" };

    private static async ValueTask<IResult> ListAsync(DashboardView view, Form form) => view.Page<ReconciliationsPage>(
        form.Status, ("Form", form), ("Runs", await view.Admin.ListAsync("/reconciliations", Most, ("organization", view.Organization.Id))));

    private static async ValueTask<IResult> CreateAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(Name));
        if (post.Sent.Files.GetFile("file") is not { Length: > 0 } file)
        {
            form.Refuse("file", view.T["reconcile.nofile"]);
            return await ListAsync(view, form);
        }

        await using var content = file.OpenReadStream();
        var query = Terms.Select(term => (term, form[term].Trim())).Where(term => term.Item2.Length > 0)
            .Append(("organization", view.Organization.Id)).Append(("name", System.IO.Path.GetFileName(file.FileName)));
        var reply = await view.Admin.SendAsync(new AdminRequest(view.By, HttpMethods.Post, AdminApi.Root + "/reconciliations")
        {
            Query = [.. query],
            Body = content,
            BodyLength = file.Length,
            ContentType = "application/octet-stream",
        });
        return reply.Refusal is { } refusal
            ? await ListAsync(view, form.Refuse(refusal))
            : post.Done("/reconciliations/" + Uri.EscapeDataString(reply.Body.Id), reply.Status == StatusCodes.Status201Created ? "notice.reconciled" : "notice.reconciled.before", reply.Body.Text("provider"));
    }

    private static async ValueTask<IResult> ShowAsync(DashboardView view, HttpContext context)
    {
        var run = await view.Admin.GetOneAsync("/reconciliations/{id}", Id(context));
        return run.Refusal is null && run.Body.Text("organization") == view.Organization.Id ? view.Page<ReconciliationPage>(("Run", run.Body)) : view.NotFound();
    }

    private static ValueTask<IResult> ReportAsync(DashboardView view, HttpContext context)
    {
        var format = context.Request.Query["format"].ToString();
        return ValueTask.FromResult(Reports.Contains(format) ? new ForwardedAnswer(view, "/reconciliations/{id}/report", Id(context), ("format", format)) : view.NotFound());
    }

    private static string Id(HttpContext context) => context.Request.RouteValues["id"] as string ?? "";
}
