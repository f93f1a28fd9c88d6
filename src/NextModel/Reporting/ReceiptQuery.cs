namespace NextModel.Reporting;

/// <summary>A page of receipts.</summary>
/// <param name="Scope">Whose.</param>
/// <param name="Filter">Which of them.</param>
/// <param name="Limit">Most items on the page, 1 to 1000.</param>
public sealed record ReceiptQuery(ReceiptScope Scope, ReceiptFilter Filter, int Limit)
{
    /// <summary>Only those completed at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those completed before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only those charged at least this, in 10⁻⁹ of their currency.</summary>
    public long MinAmountNano { get; init; }

    /// <summary>Where the page before ended; null for the newest.</summary>
    public ReceiptCursor? Before { get; init; }

    /// <summary>True when this receipt is meant, wherever the page begins.</summary>
    public bool Includes(ReceiptListItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var slice = item.Slice;
        return Scope.Includes(slice.OrganizationId, slice.TeamId, slice.ProjectId) && Filter.Includes(slice) && item.Sums.AmountNano >= MinAmountNano
            && !(item.CompletedAt < From) && !(item.CompletedAt >= To);
    }
}
