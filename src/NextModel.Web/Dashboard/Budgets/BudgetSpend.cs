using NextModel.Billing;
using NextModel.Inference;
using NextModel.Reporting;
using NextModel.Web.Dashboard.Overview;

namespace NextModel.Web.Dashboard.Budgets;

/// <summary>What was charged in the window of a budget, of what it counts: over time, by key and by model.</summary>
/// <param name="OverTime">Begin of each hour or day that has something, and what was charged up to its end since the window began.</param>
/// <param name="ByKey">By key, the most first.</param>
/// <param name="ByModel">By effective model, the most first.</param>
/// <param name="From">First instant that is shown: that of the window, or of what came first in one without end.</param>
public sealed record BudgetSpend(
    IReadOnlyList<(DateTimeOffset At, decimal Charged)> OverTime, IReadOnlyList<(string Id, Spend Spend)> ByKey, IReadOnlyList<(string Id, Spend Spend)> ByModel, DateTimeOffset From)
{
    // A window without end is shown as far back.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    private static readonly string Replay = ServeMode.ExactCache.Wire();

    public Spend Total => ByKey.Select(row => row.Spend).Aggregate(default(Spend), Spend.Add);

    public static async ValueTask<BudgetSpend> ReadAsync(IReportStore reports, DashboardView view, BudgetRow budget, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(budget);
        var json = budget.Json;
        var now = view.Site.Now;
        var start = json.Instant("started_at") is { } first && now - first < Longest ? first : now - Longest;
        var id = json.Text("scope_id");
        var filter = new ReceiptFilter
        {
            TeamId = budget.Scope == "team" ? id : null,
            ProjectId = budget.Scope == "project" ? id : null,
            KeyId = budget.Scope == "key" ? id : null,
            Model = json.Text("model") is { Length: > 0 } model ? model : null,
            Workload = json.Text("workload") is { Length: > 0 } workload ? workload : null,
        };
        var query = new UsageQuery(view.Scope, filter, start, now) { TimeZone = json.Text("time_zone") };
        var interval = now - start <= TimeSpan.FromDays(2) ? UsageInterval.Hour : UsageInterval.Day;
        var rows = (await reports.SumAsync(query with { Interval = interval }, cancellationToken)).Rows.Where(row => row.Currency == view.Organization.Currency);
        var sum = 0m;
        var overTime = new List<(DateTimeOffset, decimal)>();
        foreach (var row in rows.OrderBy(row => row.Start))
        {
            sum += Money.FromNanos(row.Sums.AmountNano);
            overTime.Add((row.Start!.Value, sum));
        }

        return new BudgetSpend(overTime, await GroupAsync(UsageDimension.Key), await GroupAsync(UsageDimension.Model), start);

        async ValueTask<IReadOnlyList<(string, Spend)>> GroupAsync(UsageDimension dimension)
        {
            var grouped = (await reports.SumAsync(query with { GroupBy = [dimension, UsageDimension.ServeMode] }, cancellationToken)).Rows;
            return [.. grouped.Where(row => row.Currency == view.Organization.Currency).GroupBy(row => row.Group[0])
                .Select(same => (same.Key, same.Select(row => Spend.Of(row.Sums, row.Group[1] == Replay, isFailure: false)).Aggregate(default(Spend), Spend.Add)))
                .OrderByDescending(group => group.Item2.Charged).ThenBy(group => group.Key, StringComparer.Ordinal)];
        }
    }
}
