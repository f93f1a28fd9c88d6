using NextModel.Reporting;

namespace NextModel.Web.Dashboard.Receipts;

/// <summary>
/// The newest receipts of everybody, for all who follow: whoever looks asks where the ledger ends, and what came since the last look of
/// anybody is read once.
/// </summary>
internal sealed class NewReceipts(Func<IReportStore> reports)
{
    /// <summary>Receipts that are kept.</summary>
    public const int Most = 1000;

    private readonly Lock _gate = new();
    private Kept? _kept;
    private Task<Kept>? _reading;

    /// <summary>Up to where, and what came to the ledger after a position; null when more came than is kept.</summary>
    public async ValueTask<(long End, IReadOnlyList<ReceiptListItem>? Came)> AfterAsync(long position, CancellationToken cancellationToken)
    {
        var head = await reports().ReadHeadAsync(cancellationToken);
        if (head <= position)
        {
            return (position, []);
        }

        var kept = await ReadOnAsync(position, head).WaitAsync(cancellationToken);
        return (kept.End, position < kept.After ? null : [.. kept.Items.Where(item => item.Cursor.Position > position)]);
    }

    private Task<Kept> ReadOnAsync(long position, long head)
    {
        lock (_gate)
        {
            return _kept is { } kept && kept.End >= head ? Task.FromResult(kept) : _reading ??= ReadAsync(_kept ?? new Kept(position, position, []), head);
        }
    }

    // For whoever waits meanwhile: it does not end when one of them leaves.
    private async Task<Kept> ReadAsync(Kept kept, long head)
    {
        await Task.Yield();
        try
        {
            // Of a gateway that is faster than this, the newest.
            var after = Math.Max(kept.End, head - Most);
            var items = await reports().ReadAfterAsync(after, Most, CancellationToken.None);
            var end = items is [.., var last] ? last.Cursor.Position : after;
            kept = after == kept.End
                ? new Kept(Math.Max(kept.After, end - Most), end, [.. kept.Items.Concat(items).TakeLast(Most)])
                : new Kept(after, end, items);
            return kept;
        }
        finally
        {
            lock (_gate)
            {
                _kept = kept;
                _reading = null;
            }
        }
    }

    /// <summary>Every receipt from behind one position to another.</summary>
    private sealed record Kept(long After, long End, IReadOnlyList<ReceiptListItem> Items);
}
