using Microsoft.AspNetCore.Http;
using NextModel.Reporting;
using NextModel.Web.Dashboard.Reuse;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Is our replay policy safe, and what would it save on traffic of our shape.</summary>
internal sealed class CacheSafetySection(DashboardParts parts) : DashboardSection(DashboardGroup.Models, "/cache-safety", "nav.cachesafety")
{
    internal override void Map(DashboardRoutes routes) => routes.Get(this, "", ShowAsync);

    private async ValueTask<IResult> ShowAsync(DashboardView view, HttpContext context)
    {
        var asked = context.Request.Query["project"].ToString();
        var project = view.Projects.FirstOrDefault(one => one.Id == asked);
        if (asked.Length > 0 && project is null)
        {
            return view.NotFound();
        }

        var period = Period.Read(context.Request.Query["period"].ToString() is { Length: > 0 } name ? name : "30d", view.Site.Now, view.Zone);
        var sample = await TrafficSample.ReadAsync(parts, view, ReceiptFilter.All with { ProjectId = project?.Id }, period);
        return view.Page<ReusePage>(
            ("ProjectId", project?.Id), ("Period", period), ("Sample", sample),
            ("Study", sample.Requests < TrafficSample.Fewest ? null : await ReuseStudy.RunAsync(sample)));
    }
}
