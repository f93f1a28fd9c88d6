namespace NextModel.Reporting;

/// <summary>Answers about many receipts. Exact: a receipt counts as soon as it is durable.</summary>
public interface IReportStore
{
    /// <summary>A page of receipts, newest first.</summary>
    ValueTask<ReceiptPage> ListAsync(ReceiptQuery query, CancellationToken cancellationToken);

    /// <summary>Sums per group, interval and currency.</summary>
    ValueTask<UsageReport> SumAsync(UsageQuery query, CancellationToken cancellationToken);
}
