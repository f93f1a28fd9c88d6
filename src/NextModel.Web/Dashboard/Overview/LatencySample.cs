using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Web.Dashboard.Overview;

/// <summary>How long requests took, from the newest receipts of a period: measured ones, and no more of them than a page can read at once.</summary>
public sealed class LatencySample
{
    /// <summary>Receipts that are read.</summary>
    public const int Size = 1000;

    /// <summary>With fewer, a percentile says nothing.</summary>
    public const int Fewest = 30;

    private readonly ILookup<string, long> _fresh;
    private readonly List<long> _replays;

    private LatencySample(IReadOnlyList<ReceiptListItem> receipts)
    {
        var completed = receipts.Where(item => item.Slice is { Outcome: RequestOutcome.Completed, Sandbox: false }).ToList();
        _fresh = completed.Where(item => item.Slice.ServeMode == ServeMode.Fresh).ToLookup(item => item.Slice.SourceId, item => item.TotalMilliseconds, StringComparer.Ordinal);
        _replays = [.. completed.Where(item => item.Slice.ServeMode == ServeMode.ExactCache).Select(item => item.TotalMilliseconds)];
        Since = receipts is [.., var oldest] ? oldest.CompletedAt : null;
    }

    /// <summary>When the oldest that was read completed; null when there are none.</summary>
    public DateTimeOffset? Since { get; }

    public static async ValueTask<LatencySample> ReadAsync(IReportStore reports, ReceiptScope scope, Period period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(period);
        return new LatencySample((await reports.ListAsync(new ReceiptQuery(scope, ReceiptFilter.All, Size) { From = period.From }, cancellationToken)).Items);
    }

    /// <summary>Of real calls to a source: how many, and the milliseconds that half and 95 % of them took at most; null for too few.</summary>
    public (int Count, (long Half, long Most)? Milliseconds) Of(string source) => Measure([.. _fresh[source]]);

    /// <summary>Of replays.</summary>
    public (int Count, (long Half, long Most)? Milliseconds) OfReplays() => Measure([.. _replays]);

    /// <summary>How many there are, and the milliseconds that half and 95 % of them took at most; null for too few.</summary>
    public static (int Count, (long Half, long Most)? Milliseconds) Measure(List<long> took)
    {
        ArgumentNullException.ThrowIfNull(took);
        took.Sort();
        return (took.Count, took.Count < Fewest ? null : (At(took, 50), At(took, 95)));
    }

    // Nearest rank.
    private static long At(List<long> sorted, int percent) => sorted[((sorted.Count * percent) + 99) / 100 - 1];
}
