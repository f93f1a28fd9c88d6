using Microsoft.AspNetCore.Http;
using NextModel.Reporting;
using NextModel.Web.Dashboard.Overview;
using NextModel.Web.Dashboard.Performance;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>What was spent, why, and how much replays saved.</summary>
internal sealed class OverviewSection(DashboardParts parts) : DashboardSection(DashboardGroup.None, "", "dash.overview")
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private readonly RecentTimes<(ReceiptScope Scope, DateTimeOffset From), LatencySample> _times = new();

    internal override void Map(DashboardRoutes routes) => routes.Get(this, "", ShowAsync);

    private async ValueTask<IResult> ShowAsync(DashboardView view, HttpContext context)
    {
        var period = Period.Read(context.Request.Query["period"], view.Site.Now, view.Zone);
        return view.Page<OverviewPage>(
            ("Period", period),
            ("Report", await SpendReport.ReadAsync(parts.Reports(), view, period, context.RequestAborted)),
            ("Latency", await _times.GetAsync((view.Scope, period.From), view.Site.Now, Kept, () => LatencySample.ReadAsync(parts.Reports(), view.Scope, period, context.RequestAborted))));
    }
}
