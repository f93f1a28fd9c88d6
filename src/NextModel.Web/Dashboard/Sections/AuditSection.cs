using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.AuditTrails;
using NextModel.Web.Dashboard.Pages;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Who changed what, and what it was before.</summary>
internal sealed class AuditSection() : DashboardSection(DashboardGroup.Record, "/audit", "dash.audit")
{
    public override (string Method, string Path)? Needs => ("GET", "/audit");

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", ListAsync);
        routes.Get(this, "/export", ExportAsync);
    }

    private static async ValueTask<IResult> ListAsync(DashboardView view, HttpContext context)
    {
        var filter = AuditFilter.Read(context.Request.Query);
        var reply = await view.Admin.GetAsync("/audit", [.. filter.For(view.Organization.Id), ("after", filter.After), ("limit", "50")]);
        return view.Page<AuditPage>(
            reply.Refusal?.Status ?? StatusCodes.Status200OK, ("Filter", filter), ("Entries", reply.Body.Items("data")), ("Next", reply.Body.Text("next")), ("Refusal", reply.Refusal));
    }

    private static async ValueTask<IResult> ExportAsync(DashboardView view, HttpContext context)
    {
        context.Response.Headers.ContentDisposition = "attachment; filename=\"audit.jsonl\"";
        await view.Admin.ForwardAsync(context, "/audit/export", null, AuditFilter.Read(context.Request.Query).For(view.Organization.Id));
        return Results.Empty;
    }
}
