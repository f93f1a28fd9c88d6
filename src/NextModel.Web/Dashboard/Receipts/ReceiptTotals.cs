using NextModel.Inference;
using NextModel.Reporting;

namespace NextModel.Web.Dashboard.Receipts;

/// <summary>What all receipts of a query come to: how many there are, and what was charged for those that are not simulated.</summary>
/// <param name="Fresh">Fresh answers that match whatever serve mode is asked for, simulated ones included.</param>
/// <param name="Replayed">Replays, likewise.</param>
/// <param name="Count">Receipts that match.</param>
/// <param name="Simulated">Those of them that are simulated, and in no sum.</param>
/// <param name="Sums">Of those that match, one for each currency.</param>
public sealed record ReceiptTotals(long Fresh, long Replayed, long Count, long Simulated, IReadOnlyList<(string Currency, UsageSums Sums)> Sums)
{
    private static readonly string Replay = ServeMode.ExactCache.Wire();

    /// <summary>Reads them; null for a query by amount, for which no sums are kept.</summary>
    /// <param name="reports">Where sums are kept.</param>
    /// <param name="query">Which receipts.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="projectId">The project that all of them are of, where that is known: sums of one are read from fewer rows. Null otherwise.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<ReceiptTotals?> ReadAsync(
        IReportStore reports, ReceiptsQuery query, ReceiptScope scope, string? projectId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(query);
        if (query["min"].Length > 0)
        {
            return null;
        }

        var asked = query.Sums(scope);
        var mode = asked.Filter.ServeMode?.Wire();
        asked = asked with { Filter = asked.Filter with { ServeMode = null, ProjectId = asked.Filter.ProjectId ?? projectId }, GroupBy = [UsageDimension.ServeMode] };
        var sums = await reports.SumAsync([asked, asked with { IncludeSandbox = true }], cancellationToken);
        var charged = sums[0].Rows.Where(IsMeant).ToList();
        var all = sums[1].Rows;
        var count = all.Where(IsMeant).Sum(row => row.Sums.Requests);
        return new ReceiptTotals(
            all.Where(row => row.Group[0] != Replay).Sum(row => row.Sums.Requests),
            all.Where(row => row.Group[0] == Replay).Sum(row => row.Sums.Requests),
            count,
            count - charged.Sum(row => row.Sums.Requests),
            [.. charged.GroupBy(row => row.Currency).Select(same => (same.Key, same.Select(row => row.Sums).Aggregate(default(UsageSums), UsageSums.Add)))]);

        bool IsMeant(UsageRow row) => mode is null || row.Group[0] == mode;
    }
}
