using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Web.Dashboard.Overview;

/// <summary>The overview's figures, each from the same sums: whatever they are grouped by, they add up to the same total.</summary>
public sealed class SpendReport
{
    // Sums are kept at such levels: what is read does not grow with the models of each key.
    private static readonly UsageDimension[] OfKeys = [UsageDimension.Team, UsageDimension.Project, UsageDimension.Key, UsageDimension.ServeMode, UsageDimension.Outcome];

    private static readonly UsageDimension[] OfModels = [UsageDimension.Model, UsageDimension.Source, UsageDimension.ServeMode, UsageDimension.Outcome];

    private static readonly UsageDimension[] OfTimes = [UsageDimension.ServeMode];

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
        var sums = await reports.SumAsync(
            [
                whole with { GroupBy = OfKeys },
                whole with { GroupBy = OfModels },
                query with { GroupBy = OfTimes },
                whole with { GroupBy = OfTimes, From = period.From - (period.To - period.From), To = period.From },
            ],
            cancellationToken);
        var (ofKeys, ofModels) = (sums[0].Rows.Where(IsOwn).ToList(), sums[1].Rows.Where(IsOwn).ToList());
        return new SpendReport
        {
            Total = Sum(ofKeys.Select(row => Of(row, 3, 4))),
            Before = Sum(sums[3].Rows.Where(IsOwn).Select(row => Of(row, 0, null))),
            ByTime = Fill(query, sums[2].Rows.Where(IsOwn), outcome: null),
            ByTeam = Group(ofKeys, 0, 3),
            ByProject = Group(ofKeys, 1, 3),
            ByKey = Group(ofKeys, 2, 3),
            ByModel = Group(ofModels, 0, 2),
            BySource = [.. Group(ofModels, 1, 2).Where(group => group.Id.Length > 0).OrderByDescending(group => group.Spend.Requests - group.Spend.Replays)],
            ByOutcome = [.. ofKeys.GroupBy(row => row.Group[4]).Select(same => (same.Key, same.Sum(row => row.Sums.Requests))).OrderByDescending(one => one.Item2)],
            InOtherCurrencies = sums[0].Rows.Where(row => !IsOwn(row)).Sum(row => row.Sums.Requests),
        };

        bool IsOwn(UsageRow row) => row.Currency == view.Organization.Currency;

        static IReadOnlyList<(string Id, Spend Spend)> Group(List<UsageRow> rows, int dimension, int mode) =>
        [
            .. rows.GroupBy(row => row.Group[dimension]).Select(same => (same.Key, Sum(same.Select(row => Of(row, mode, mode + 1)))))
                .OrderByDescending(group => group.Item2.Charged).ThenByDescending(group => group.Item2.Requests).ThenBy(group => group.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>Sums over time. Times without a request are there too: a gap would be read as less time.</summary>
    /// <param name="query">What was summed, by serve mode first.</param>
    /// <param name="rows">The sums.</param>
    /// <param name="outcome">Where the outcome stands in a group; null where it is not told apart.</param>
    internal static List<(DateTimeOffset Start, Spend Spend)> Fill(UsageQuery query, IEnumerable<UsageRow> rows, int? outcome)
    {
        var calendar = new UsageCalendar(query);
        var spends = rows.GroupBy(row => row.Start!.Value).ToDictionary(same => same.Key, same => Sum(same.Select(row => Of(row, 0, outcome))));
        return [.. Enumerable.Range(0, calendar.Count).Select(i => calendar.Local(calendar[i].Start)).Select(start => (start, spends.GetValueOrDefault(start)))];
    }

    private static Spend Of(UsageRow row, int mode, int? outcome) =>
        Spend.Of(row.Sums, row.Group[mode] == Replay, outcome is { } at && Failures.Contains(row.Group[at]));

    private static Spend Sum(IEnumerable<Spend> spends) => spends.Aggregate(default(Spend), Spend.Add);
}
