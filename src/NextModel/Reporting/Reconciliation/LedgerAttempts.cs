using NextModel.Ledger;
using NextModel.Reporting.Archives;

namespace NextModel.Reporting.Reconciliation;

/// <summary>
/// Reads the attempts of a window of time from the ledger and its archives, in bounded memory. It needs no index: positions follow the times
/// receipts were completed at, so the window's begin is found by halving. Whether receipts of the window were archived makes no difference.
/// </summary>
/// <param name="ledger">Rows that are not archived.</param>
/// <param name="archives">Those that are.</param>
/// <param name="organizationId">Whose.</param>
public sealed class LedgerAttempts(ILedgerReader ledger, ArchiveReader archives, string organizationId)
{
    private const int Chunk = 2000;

    // A clock may have been set back between two processes.
    private static readonly long ClockSlack = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    // An attempt ends before its receipt is written: seldom by more than minutes, after a crash by as long as the process was down.
    private static readonly long WriteSlack = (long)TimeSpan.FromHours(25).TotalMilliseconds;

    /// <summary>Hands the attempts that ended in the window to the reconciler, in the order of the ledger.</summary>
    /// <exception cref="InvalidDataException">A stored receipt is damaged, or an archive of the window is not where it was written.</exception>
    public async ValueTask<LedgerRange> ReadAsync(
        ReconciliationParameters parameters, Reconciler reconciler, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(reconciler);
        var walk = new Walk(new ReceiptAttempts(parameters), reconciler, parameters.From!.Value.ToUnixTimeMilliseconds(), parameters.To!.Value.ToUnixTimeMilliseconds());
        var last = await ledger.ReadLastPositionAsync(cancellationToken);
        walk.After = await FindAsync(walk.From - ClockSlack, last, cancellationToken);
        var first = walk.After;
        while (walk.After < last && !walk.IsOver)
        {
            var rows = await ledger.ReadAsync(walk.After, (int)Math.Min(Chunk, last - walk.After), cancellationToken);
            if (rows.Count == 0 || rows[0].Position != walk.After + 1)
            {
                await ReadArchiveAsync(walk, cancellationToken);
                continue;
            }

            foreach (var row in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (walk.IsPast(row.CompletedAt))
                {
                    break;
                }

                walk.Take(row.Position, row.CompletedAt, row.Hash.ToString(), row.Form.OrganizationId == organizationId ? TextOf(row) : null);
            }

            progress?.Report((double)(walk.After - first) / (last - first));
        }

        return walk.First is { } begin ? new LedgerRange(begin, walk.Last, walk.Head) : new LedgerRange(walk.After + 1, walk.After, null);
    }

    // What is neither in rows nor in an archive is nowhere.
    private async ValueTask ReadArchiveAsync(Walk walk, CancellationToken cancellationToken)
    {
        var archive = await archives.FindAsync(walk.After + 1, cancellationToken) ?? throw new InvalidDataException(
            $"The receipt at position {walk.After + 1} is neither in the ledger nor in an archive. Run './nextmodel receipts verify --all'.");
        await foreach (var (position, text) in ArchiveReader.ReadAsync(archive, cancellationToken))
        {
            var receipt = ArchivedReceipt.Read(text);
            if (position > walk.After && !walk.IsOver && !walk.IsPast(receipt.CompletedAt))
            {
                walk.Take(position, receipt.CompletedAt, receipt.Hash, receipt.Organization == organizationId ? text : null);
            }
        }
    }

    private static byte[] TextOf(LedgerRow row) => row.TryReadText() ?? throw new InvalidDataException(
        $"{ReceiptIds.ReceiptId(row.Id)} (position {row.Position}) is not as it was written: the ledger was changed or damaged. Run './nextmodel receipts verify --all'.");

    // The last position whose receipt was completed before the time; where that is archived, the one before its archive.
    private async ValueTask<long> FindAsync(long time, long last, CancellationToken cancellationToken)
    {
        var known = await archives.ListAsync(cancellationToken);
        if (known.FirstOrDefault(archive => archive.To.ToUnixTimeMilliseconds() >= time) is { } begin)
        {
            return begin.First - 1;
        }

        var (low, high) = (known.Count == 0 ? 0 : known[^1].Last, last);
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

    /// <summary>How far it has come.</summary>
    private sealed class Walk(ReceiptAttempts attempts, Reconciler reconciler, long from, long to)
    {
        public long From => from;

        public long After { get; set; }

        public long? First { get; private set; }

        public long Last { get; private set; }

        public string? Head { get; private set; }

        public bool IsOver { get; private set; }

        /// <summary>True for a receipt that is too late for the window, and so are all that follow.</summary>
        public bool IsPast(long completedAt) => IsOver = completedAt >= to + WriteSlack;

        /// <param name="position">Of the receipt.</param>
        /// <param name="completedAt">Unix milliseconds.</param>
        /// <param name="hash">Its hash.</param>
        /// <param name="text">Null for one of another organization.</param>
        public void Take(long position, long completedAt, string hash, byte[]? text)
        {
            After = position;
            if (First is null && completedAt < from - ClockSlack)
            {
                return;
            }

            First ??= position;
            (Last, Head) = (position, hash);
            if (text is null)
            {
                return;
            }

            foreach (var attempt in attempts.Of(text, position, reconciler.SetPrice))
            {
                if (attempt.End >= from && attempt.End < to)
                {
                    reconciler.Add(attempt);
                }
            }
        }
    }
}
