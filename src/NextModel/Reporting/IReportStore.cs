namespace NextModel.Reporting;

/// <summary>Answers about many receipts. Exact: a receipt counts as soon as it is durable.</summary>
public interface IReportStore
{
    /// <summary>A page of receipts, newest first.</summary>
    ValueTask<ReceiptPage> ListAsync(ReceiptQuery query, CancellationToken cancellationToken);

    /// <summary>Sums per group, interval and currency.</summary>
    ValueTask<UsageReport> SumAsync(UsageQuery query, CancellationToken cancellationToken);

    /// <summary>Several reports at once, all of them of the receipts up to one position.</summary>
    ValueTask<IReadOnlyList<UsageReport>> SumAsync(IReadOnlyList<UsageQuery> queries, CancellationToken cancellationToken);

    /// <summary>Position of the newest durable receipt; 0 when there is none. Costs next to nothing.</summary>
    ValueTask<long> ReadHeadAsync(CancellationToken cancellationToken);

    /// <summary>Everybody's receipts after a position of the ledger, oldest first, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<ReceiptListItem>> ReadAfterAsync(long position, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Brings what receipts are selected by up to the newest durable receipt, and returns its position; 0 when there is none.
    /// </summary>
    ValueTask<long> SettleAsync(CancellationToken cancellationToken);

    /// <summary>Where the receipts of a selection stand, in the order of completion. Needs memory for some of them only.</summary>
    IAsyncEnumerable<ReceiptCursor> SelectAsync(ReceiptSelection selection, CancellationToken cancellationToken);
}
