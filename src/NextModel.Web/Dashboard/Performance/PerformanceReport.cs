using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Web.Dashboard.Overview;

namespace NextModel.Web.Dashboard.Performance;

/// <summary>Failures and times of real calls, over time. Failures are sums; times are measured on the newest receipts of each stretch.</summary>
public sealed class PerformanceReport
{
    /// <summary>Receipts whose times are read for one stretch of time.</summary>
    public const int Size = 100;

    /// <summary>Oldest first, none left out.</summary>
    public required IReadOnlyList<Stretch> ByTime { get; init; }

    /// <summary>All of it.</summary>
    public required Spend Total { get; init; }

    /// <summary>The one whose slowest of twenty was slowest; null when none was measured often enough.</summary>
    public Stretch? Slowest => ByTime.Where(one => one.Took is not null).MaxBy(one => one.Took!.Value.Most);

    // What is over is measured once in a while.
    private static readonly TimeSpan KeptOver = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    /// <param name="reports">Where from.</param>
    /// <param name="view">Whose.</param>
    /// <param name="period">When.</param>
    /// <param name="source">Only this source; null for all.</param>
    /// <param name="times">Times that were measured before.</param>
    internal static async ValueTask<PerformanceReport> ReadAsync(
        IReportStore reports, DashboardView view, Period period, string? source, RecentTimes<(ReceiptScope Scope, string? Source, long Start, long End), (int Count, (long Half, long Most)? Milliseconds)> times)
    {
        var query = SpendReport.Query(view, period) with { Filter = ReceiptFilter.All with { SourceId = source }, GroupBy = [UsageDimension.ServeMode, UsageDimension.Outcome] };
        var calendar = new UsageCalendar(query);
        var sums = SpendReport.Fill(query, (await reports.SumAsync(query, view.Gone)).Rows, outcome: 1);
        var all = new List<Stretch>(sums.Count);
        for (var i = 0; i < sums.Count; i++)
        {
            var (start, spend) = sums[i];
            var stretch = calendar[i];
            var isOver = stretch.End <= view.Site.Now.ToUnixTimeMilliseconds();
            var took = spend.Requests > spend.Replays
                ? await times.GetAsync((view.Scope, source, stretch.Start, stretch.End), view.Site.Now, isOver ? KeptOver : Kept, () => MeasureAsync(reports, view, stretch, source))
                : (0, null);
            all.Add(new Stretch(start, spend.Requests - spend.Replays, spend.Failures, took.Count, took.Milliseconds));
        }

        return new PerformanceReport { ByTime = all, Total = sums.Select(one => one.Spend).Aggregate(default(Spend), Spend.Add) };
    }

    private static async ValueTask<(int Count, (long Half, long Most)? Milliseconds)> MeasureAsync(IReportStore reports, DashboardView view, (long Start, long End) stretch, string? source)
    {
        var completed = ReceiptFilter.All with { SourceId = source, ServeMode = ServeMode.Fresh, Outcome = RequestOutcome.Completed };
        var page = await reports.ListAsync(
            new ReceiptQuery(view.Scope, completed, Size) { From = DateTimeOffset.FromUnixTimeMilliseconds(stretch.Start), To = DateTimeOffset.FromUnixTimeMilliseconds(stretch.End) }, view.Gone);
        return LatencySample.Measure([.. page.Items.Where(item => !item.Slice.Sandbox).Select(item => item.TotalMilliseconds)]);
    }
}
