namespace NextModel.Reporting;

/// <summary>One receipt in a list: enough to find the one that is looked for.</summary>
public sealed record ReceiptListItem
{
    /// <summary>Where it stands in the list.</summary>
    public required ReceiptCursor Cursor { get; init; }

    public required Guid Id { get; init; }

    public required DateTimeOffset CompletedAt { get; init; }

    public required ReceiptSlice Slice { get; init; }

    public required UsageSums Sums { get; init; }

    public required long TotalMilliseconds { get; init; }
}
