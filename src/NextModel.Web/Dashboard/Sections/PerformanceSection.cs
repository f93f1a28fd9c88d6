using Microsoft.AspNetCore.Http;
using NextModel.Reporting;
using NextModel.Web.Dashboard.Performance;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Errors and latency of real calls over time, off the receipts of whoever looks.</summary>
internal sealed class PerformanceSection(DashboardParts parts) : DashboardSection(DashboardGroup.Control, "/performance", "dash.performance")
{
    private readonly RecentTimes<(ReceiptScope Scope, string? Source, long Start, long End), (int Count, (long Half, long Most)? Milliseconds)> _times = new();

    internal override void Map(DashboardRoutes routes) => routes.Get(this, "", ShowAsync);

    private async ValueTask<IResult> ShowAsync(DashboardView view, HttpContext context)
    {
        var reports = parts.Reports();
        var asked = context.Request.Query["source"].ToString();
        var source = asked.Length > 0 ? asked : null;
        var period = Period.Read(context.Request.Query["period"], view.Site.Now, view.Zone);
        return view.Page<PerformancePage>(
            ("Period", period), ("Source", source), ("Report", await PerformanceReport.ReadAsync(reports, view, period, source, _times)), ("Sources", await SourcesAsync(reports, view, period)));
    }

    // Those that were called.
    private static async ValueTask<IReadOnlyList<string>> SourcesAsync(IReportStore reports, DashboardView view, Period period) =>
        [.. (await reports.SumAsync(new UsageQuery(view.Scope, ReceiptFilter.All, period.From, period.To) { GroupBy = [UsageDimension.Source] }, view.Gone)).Rows
            .Select(row => row.Group[0]).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
