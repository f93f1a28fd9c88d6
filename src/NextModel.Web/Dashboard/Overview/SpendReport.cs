using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Web.Dashboard.Overview;

/// <summary>The overview's figures, each from the same sums: whatever they are grouped by, they add up to the same total.</summary>
public sealed class SpendReport
{
    private static readonly UsageDimension[] Finest =
        [UsageDimension.Team, UsageDimension.Project, UsageDimension.Key, UsageDimension.Model, UsageDimension.Source, UsageDimension.ServeMode, UsageDimension.Outcome];

    // Sums by serve mode alone are kept coarsely: a month of days is read from few rows.
    private static readonly UsageDimension[] Coarsest = [UsageDimension.ServeMode];

    private static readonly string Replay = ServeMode.ExactCache.Wire();

    private static readonly string[] Failures =
        [ReceiptWords.Of(RequestOutcome.UpstreamFailed), ReceiptWords.Of(RequestOutcome.UpstreamBroke), ReceiptWords.Of(RequestOutcome.Interrupted)];

    /// <summary>All of it, in the organization's currency.</summary>
    public required Spend Total { get; init; }

    /// <summary>The same of as long a time just before.</summary>
    public required Spend Before { get; init; }

    /// <summary>Every day or hour, oldest first, as clocks of the reader's zone show where it begins.</summary>
    public required IReadOnlyList<(DateTimeOffset Start, Spend Spend)> ByTime { get; init; }

    public required IReadOnlyList<(string Id, Spend Spend)> ByTeam { get; init; }

    public required IReadOnlyList<(string Id, Spend Spend)> ByProject { get; init; }

    public required IReadOnlyList<(string Id, Spend Spend)> ByKey { get; init; }

    public required IReadOnlyList<(string Id, Spend Spend)> ByModel { get; init; }

    /// <summary>By source; those with the most calls first.</summary>
    public required IReadOnlyList<(string Id, Spend Spend)> BySource { get; init; }

    /// <summary>How requests ended, in the words of receipts.</summary>
    public required IReadOnlyList<(string Outcome, long Requests)> ByOutcome { get; init; }

    /// <summary>Requests in another currency, which are in none of the figures.</summary>
    public required long InOtherCurrencies { get; init; }

    /// <summary>What is summed: days or hours of the reader's zone.</summary>
    public static UsageQuery Query(DashboardView view, Period period)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(period);
        return new UsageQuery(view.Scope, ReceiptFilter.All, period.From, period.To)
        {
            Interval = period.HasDays ? UsageInterval.Day : UsageInterval.Hour,
            TimeZone = view.Zone.Id,
        };
    }

    public static async ValueTask<SpendReport> ReadAsync(IReportStore reports, DashboardView view, Period period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(view);
        var query = Query(view, period);
        var whole = query with { Interval = UsageInterval.None };
        var all = (await reports.SumAsync(whole with { GroupBy = Finest }, cancellationToken)).Rows;
        var byTime = (await reports.SumAsync(query with { GroupBy = Coarsest }, cancellationToken)).Rows;
        var before = (await reports.SumAsync(whole with { GroupBy = Coarsest, From = period.From - (period.To - period.From), To = period.From }, cancellationToken)).Rows;
        var own = all.Where(IsOwn).ToList();
        return new SpendReport
        {
            Total = Sum(own.Select(row => Of(row, 5, 6))),
            Before = Sum(before.Where(IsOwn).Select(row => Of(row, 0, null))),
            ByTime = Fill(query, byTime.Where(IsOwn)),
            ByTeam = Group(0),
            ByProject = Group(1),
            ByKey = Group(2),
            ByModel = Group(3),
            BySource = [.. Group(4).Where(group => group.Id.Length > 0).OrderByDescending(group => group.Spend.Requests - group.Spend.Replays)],
            ByOutcome = [.. own.GroupBy(row => row.Group[6]).Select(same => (same.Key, same.Sum(row => row.Sums.Requests))).OrderByDescending(one => one.Item2)],
            InOtherCurrencies = all.Where(row => !IsOwn(row)).Sum(row => row.Sums.Requests),
        };

        bool IsOwn(UsageRow row) => row.Currency == view.Organization.Currency;

        IReadOnlyList<(string Id, Spend Spend)> Group(int dimension) =>
        [
            .. own.GroupBy(row => row.Group[dimension]).Select(same => (same.Key, Sum(same.Select(row => Of(row, 5, 6)))))
                .OrderByDescending(group => group.Item2.Charged).ThenByDescending(group => group.Item2.Requests).ThenBy(group => group.Key, StringComparer.Ordinal),
        ];
    }

    // Times without a request are there too: a gap would be read as less time.
    private static List<(DateTimeOffset, Spend)> Fill(UsageQuery query, IEnumerable<UsageRow> rows)
    {
        var calendar = new UsageCalendar(query);
        var spends = rows.GroupBy(row => row.Start!.Value).ToDictionary(same => same.Key, same => Sum(same.Select(row => Of(row, 0, null))));
        return [.. Enumerable.Range(0, calendar.Count).Select(i => calendar.Local(calendar[i].Start)).Select(start => (start, spends.GetValueOrDefault(start)))];
    }

    private static Spend Of(UsageRow row, int mode, int? outcome) =>
        Spend.Of(row.Sums, row.Group[mode] == Replay, outcome is { } at && Failures.Contains(row.Group[at]));

    private static Spend Sum(IEnumerable<Spend> spends) => spends.Aggregate(default(Spend), Spend.Add);
}
