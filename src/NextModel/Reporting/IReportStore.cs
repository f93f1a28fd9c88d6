namespace NextModel.Reporting;

/// <summary>Answers about many receipts. Exact: a receipt counts as soon as it is durable.</summary>
public interface IReportStore
{
    /// <summary>A page of receipts, newest first.</summary>
    ValueTask<ReceiptPage> ListAsync(ReceiptQuery query, CancellationToken cancellationToken);

    /// <summary>Sums per group, interval and currency.</summary>
    ValueTask<UsageReport> SumAsync(UsageQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Brings what receipts are selected by up to the newest durable receipt, and returns its position; 0 when there is none.
    /// </summary>
    ValueTask<long> SettleAsync(CancellationToken cancellationToken);

    /// <summary>Where the receipts of a selection stand, in the order of completion. Needs memory for some of them only.</summary>
    IAsyncEnumerable<ReceiptCursor> SelectAsync(ReceiptSelection selection, CancellationToken cancellationToken);
}
