using NextModel.Ledger;

namespace NextModel.Reporting.Reconciliation;

/// <summary>
/// Reads the attempts of a window of time from the ledger, in bounded memory. It needs no index: positions follow the times receipts were
/// completed at, so the window's begin is found by halving.
/// </summary>
public sealed class LedgerAttempts(ILedgerReader ledger, string organizationId)
{
    private const int Chunk = 2000;

    // A clock may have been set back between two processes.
    private static readonly long ClockSlack = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    // An attempt ends before its receipt is written: seldom by more than minutes, after a crash by as long as the process was down.
    private static readonly long WriteSlack = (long)TimeSpan.FromHours(25).TotalMilliseconds;

    /// <summary>Hands the attempts that ended in the window to the reconciler, in the order of the ledger.</summary>
    /// <exception cref="InvalidDataException">A stored receipt is damaged.</exception>
    public async ValueTask<LedgerRange> ReadAsync(
        ReconciliationParameters parameters, Reconciler reconciler, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(reconciler);
        var (from, to) = (parameters.From!.Value.ToUnixTimeMilliseconds(), parameters.To!.Value.ToUnixTimeMilliseconds());
        var attempts = new ReceiptAttempts(parameters);
        var last = await ledger.ReadLastPositionAsync(cancellationToken);
        var after = await FindAsync(from - ClockSlack, last, cancellationToken);
        var first = after + 1;
        LedgerRow? head = null;
        while (after < last)
        {
            var rows = await ledger.ReadAsync(after, (int)Math.Min(Chunk, last - after), cancellationToken);
            foreach (var row in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (row.CompletedAt >= to + WriteSlack)
                {
                    return Range(first, head);
                }

                (after, head) = (row.Position, row);
                if (row.Form.OrganizationId == organizationId)
                {
                    Add(row, attempts, reconciler, from, to);
                }
            }

            if (rows.Count == 0)
            {
                break;
            }

            progress?.Report((double)(after - first + 1) / (last - first + 1));
        }

        return Range(first, head);
    }

    private static LedgerRange Range(long first, LedgerRow? head) => new(first, head?.Position ?? first - 1, head?.Hash.ToString());

    private static void Add(LedgerRow row, ReceiptAttempts attempts, Reconciler reconciler, long from, long to)
    {
        var text = row.TryReadText() ?? throw new InvalidDataException(
            $"{ReceiptIds.ReceiptId(row.Id)} (position {row.Position}) is not as it was written: the ledger was changed or damaged. Run './nextmodel receipts verify --all'.");
        foreach (var attempt in attempts.Of(text, row.Position, reconciler.SetPrice))
        {
            if (attempt.End >= from && attempt.End < to)
            {
                reconciler.Add(attempt);
            }
        }
    }

    // The last position whose receipt was completed before the time.
    private async ValueTask<long> FindAsync(long time, long last, CancellationToken cancellationToken)
    {
        var (low, high) = (0L, last);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (await ledger.ReadAsync(middle - 1, 1, cancellationToken) is [var row] && row.CompletedAt < time)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
