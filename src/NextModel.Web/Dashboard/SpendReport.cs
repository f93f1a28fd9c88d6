using NextModel.Inference;
using NextModel.Reporting;

namespace NextModel.Web.Dashboard;

/// <summary>The overview's figures, each from the same sums: whatever they are grouped by, they add up to the same total.</summary>
public sealed class SpendReport
{
    private static readonly string Replay = ServeMode.ExactCache.Wire();

    /// <summary>All of it, in the organization's currency.</summary>
    public required Spend Total { get; init; }

    /// <summary>By day or hour, oldest first, without those that have nothing.</summary>
    public required IReadOnlyList<(DateTimeOffset Start, Spend Spend)> ByTime { get; init; }

    public required IReadOnlyList<(string Id, Spend Spend)> ByTeam { get; init; }

    public required IReadOnlyList<(string Id, Spend Spend)> ByProject { get; init; }

    public required IReadOnlyList<(string Id, Spend Spend)> ByKey { get; init; }

    public required IReadOnlyList<(string Id, Spend Spend)> ByModel { get; init; }

    /// <summary>Requests in another currency, which are in none of the figures.</summary>
    public required long InOtherCurrencies { get; init; }

    public static async ValueTask<SpendReport> ReadAsync(IReportStore reports, DashboardView view, Period period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(view);
        var query = new UsageQuery(view.Scope, ReceiptFilter.All, period.From, period.To);
        var byTime = (await reports.SumAsync(
            query with { GroupBy = [UsageDimension.ServeMode], Interval = period.HasDays ? UsageInterval.Day : UsageInterval.Hour }, cancellationToken)).Rows;
        var inCurrency = byTime.Where(row => row.Currency == view.Organization.Currency).ToList();
        return new SpendReport
        {
            Total = inCurrency.Select(row => Spend.Of(row.Sums, row.Group[0] == Replay)).Aggregate(default(Spend), Spend.Add),
            ByTime = [.. inCurrency.GroupBy(row => row.Start!.Value).Select(same => (same.Key, same.Select(row => Spend.Of(row.Sums, row.Group[0] == Replay)).Aggregate(default(Spend), Spend.Add)))],
            ByTeam = await GroupAsync(UsageDimension.Team),
            ByProject = await GroupAsync(UsageDimension.Project),
            ByKey = await GroupAsync(UsageDimension.Key),
            ByModel = await GroupAsync(UsageDimension.Model),
            InOtherCurrencies = byTime.Where(row => row.Currency != view.Organization.Currency).Sum(row => row.Sums.Requests),
        };

        async ValueTask<IReadOnlyList<(string, Spend)>> GroupAsync(UsageDimension dimension)
        {
            var rows = (await reports.SumAsync(query with { GroupBy = [dimension, UsageDimension.ServeMode] }, cancellationToken)).Rows;
            return [.. rows.Where(row => row.Currency == view.Organization.Currency).GroupBy(row => row.Group[0])
                .Select(same => (same.Key, same.Select(row => Spend.Of(row.Sums, row.Group[1] == Replay)).Aggregate(default(Spend), Spend.Add)))
                .OrderByDescending(group => group.Item2.Charged).ThenBy(group => group.Key, StringComparer.Ordinal)];
        }
    }
}
