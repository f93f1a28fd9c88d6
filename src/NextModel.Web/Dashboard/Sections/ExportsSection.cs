using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Exports;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Receipts as files, with their manifests, and what a month came to. The files are the admin API's own.</summary>
internal sealed class ExportsSection() : DashboardSection(DashboardGroup.Spend, "/exports", "exports.heading")
{
    /// <summary>What a statement can be had as.</summary>
    public static readonly string[] StatementForms = ["html", "csv", "json"];

    public override (string Method, string Path)? Needs => ("GET", "/exports");

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", (view, _) => ValueTask.FromResult(Page(view, ExportQuery.Begin(view))));
        routes.Get(this, "/file", (view, context) => SendAsync(view, context, "/exports"));
        routes.Get(this, "/manifest", (view, context) => SendAsync(view, context, "/exports/manifest"));
        routes.Get(this, "/statement", StatementAsync);
    }

    private static IResult Page(DashboardView view, ExportQuery query) =>
        view.Page<ExportsPage>(query.Problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, ("Query", query));

    private static ValueTask<IResult> SendAsync(DashboardView view, HttpContext context, string route)
    {
        var query = ExportQuery.Read(context.Request.Query, view);
        return ValueTask.FromResult(query.Problems.Count > 0 ? Page(view, query) : new ForwardedAnswer(view, route, null, query.ToParameters(view)));
    }

    private static ValueTask<IResult> StatementAsync(DashboardView view, HttpContext context)
    {
        var asked = context.Request.Query;
        var (month, form) = (asked["month"].ToString(), asked["format"].ToString());
        if (!DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) || !StatementForms.Contains(form))
        {
            return ValueTask.FromResult(Page(view, ExportQuery.Begin(view).WithProblem("month", "exports.bad.month", month)));
        }

        return ValueTask.FromResult<IResult>(new ForwardedAnswer(
            view, "/statements", null, ("organization", view.Organization.Id), ("month", month), ("format", form), ("language", view.Site.Locale.Id), ("project", asked["project"].ToString()), ("time_zone", view.Zone.Id)));
    }
}
