using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Pages;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Who serves this installation, whether they answer, and how fast: measured here. For the operator, since it shows how much all tenants call.</summary>
internal sealed class SourcesSection() : DashboardSection(DashboardGroup.Control, "/sources", "dash.sources")
{
    public override (string Method, string Path)? Needs => ("GET", "/offers");

    internal override void Map(DashboardRoutes routes) => routes.Get(this, "", ShowAsync);

    private static async ValueTask<IResult> ShowAsync(DashboardView view, HttpContext context)
    {
        var offers = (await view.Admin.GetAsync("/offers")).Body.Items("data");
        return view.Page<SourcesPage>(("Offers", offers), ("Wanted", context.Request.Query["source"].ToString()));
    }
}
