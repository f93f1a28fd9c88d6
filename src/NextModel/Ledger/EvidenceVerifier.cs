using System.Globalization;

namespace NextModel.Ledger;

/// <summary>
/// Verifies receipts in large numbers, on all processors, in memory that does not grow with them: from a file of JSON lines, or from a ledger.
/// Each receipt is checked alone, wherever there is time; how they follow each other is checked in their order.
/// </summary>
public sealed class EvidenceVerifier : IDisposable
{
    private const int ReceiptPortion = 512;

    private readonly ReceiptVerifier[] _workers;
    private readonly VerifyingKeys[] _keys;
    private readonly LogChainVerifier? _chain;
    private readonly Dictionary<string, decimal> _totals = new(StringComparer.Ordinal);
    private Dictionary<string, StoredLog>? _logs;

    /// <param name="jwkSet">Trusted public keys.</param>
    /// <param name="chain">How receipts must follow each other; null when they need not.</param>
    /// <exception cref="InvalidDataException">That is no key set.</exception>
    public EvidenceVerifier(ReadOnlyMemory<byte> jwkSet, LogChainVerifier? chain)
    {
        // A key verifies one signature at a time, so each worker has its own.
        _keys =
        [
            .. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => VerifyingKeys.TryParse(jwkSet, out var keys)
                ? keys : throw new InvalidDataException("There are no public keys to verify with: this is no JWK set.")),
        ];
        _workers = [.. _keys.Select(keys => new ReceiptVerifier(keys))];
        _chain = chain;
    }

    public VerificationReport Report { get; } = new();

    /// <summary>The first receipt, as it says where it stands; null before it.</summary>
    public ReceiptPlace? First { get; private set; }

    /// <summary>The last one.</summary>
    public ReceiptPlace? Last { get; private set; }

    /// <summary>What the receipts say was charged, per currency.</summary>
    public IReadOnlyDictionary<string, decimal> Totals => _totals;

    /// <summary>What the ledger says of its logs, to be compared with the first receipt of each.</summary>
    public void Take(IReadOnlyList<StoredLog> logs) => _logs = logs.ToDictionary(log => log.Id.ToString(), StringComparer.Ordinal);

    /// <summary>Checks receipts as JSON, in their order.</summary>
    /// <param name="receipts">One receipt each.</param>
    /// <param name="firstLine">Number of the first one's line, for findings.</param>
    public void Take(IReadOnlyList<ReadOnlyMemory<byte>> receipts, long firstLine)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        var verdicts = new ReceiptVerdict[receipts.Count];
        ForEach(receipts.Count, ReceiptPortion, (worker, i) => verdicts[i] = _workers[worker].Verify(receipts[i]));
        for (var i = 0; i < verdicts.Length; i++)
        {
            Note("line", firstLine + i, verdicts[i]);
        }
    }

    /// <summary>Checks archived receipts as JSON, in their order, and what stays of each in the ledger.</summary>
    /// <param name="receipts">One receipt each.</param>
    /// <param name="archived">What stays of each; null where nothing does.</param>
    /// <param name="first">Position of the first one, for findings.</param>
    public void Take(IReadOnlyList<ReadOnlyMemory<byte>> receipts, IReadOnlyList<ArchivedRow?> archived, long first)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        ArgumentNullException.ThrowIfNull(archived);
        var verdicts = new ReceiptVerdict[receipts.Count];
        ForEach(receipts.Count, ReceiptPortion, (worker, i) => verdicts[i] = _workers[worker].VerifyArchived(receipts[i], archived[i]));
        for (var i = 0; i < verdicts.Length; i++)
        {
            Note("position", first + i, verdicts[i]);
            if (archived[i] is null)
            {
                Report.Note(Where("position", first + i), new(ReceiptProblemCode.ChainGap, "The receipt lies in an archive, and the ledger has no row that counts it: every report leaves it out."));
            }
        }
    }

    /// <summary>Checks whole commits of a ledger, in their order.</summary>
    public void Take(IReadOnlyList<IReadOnlyList<LedgerRow>> commits)
    {
        ArgumentNullException.ThrowIfNull(commits);
        var verdicts = new CommitVerdict[commits.Count];
        ForEach(commits.Count, 1, (worker, i) => verdicts[i] = CommitVerdict.Of(commits[i], _workers[worker]));
        for (var i = 0; i < verdicts.Length; i++)
        {
            for (var row = 0; row < verdicts[i].Receipts.Count; row++)
            {
                Note("position", commits[i][row].Position, verdicts[i].Receipts[row]);
            }

            if (verdicts[i].Problem is { } problem)
            {
                Report.Note(Where("position", commits[i][^1].Position), problem);
            }
        }
    }

    /// <summary>After the last one.</summary>
    public void End()
    {
        foreach (var problem in _chain?.End() ?? [])
        {
            Report.Note("", problem);
        }
    }

    public void Dispose()
    {
        foreach (var keys in _keys)
        {
            keys.Dispose();
        }
    }

    private void Note(string what, long number, ReceiptVerdict verdict)
    {
        Report.Count(1);
        foreach (var problem in verdict.Problems)
        {
            Report.Note(Where(what, number), problem);
        }

        if (verdict.Place is not { } place)
        {
            return;
        }

        First ??= place;
        Last = place;
        if (place.Charged is (var amount, { Length: > 0 } currency))
        {
            _totals[currency] = _totals.GetValueOrDefault(currency) + amount;
        }

        if (_chain?.Add(place) is { } broken)
        {
            Report.Note(Where(what, number), broken);
        }

        if (_logs is not null && place.Sequence == 1 && CheckLog(_logs.GetValueOrDefault(place.LogId), place) is { } other)
        {
            Report.Note(Where(what, number), other);
        }
    }

    // No hash covers what a ledger says of a log.
    private static ReceiptProblem? CheckLog(StoredLog? log, ReceiptPlace first) =>
        log is null ? new(ReceiptProblemCode.HashMismatch, $"The ledger has no log {first.LogId}, of which this is signed as the first entry.")
        : log.OrganizationId != first.OrganizationId ? Differs(log, "organization", log.OrganizationId, first.OrganizationId)
        : log.Predecessor != first.PreviousHash ? Differs(log, "predecessor", $"{log.Predecessor}", $"{first.PreviousHash}")
        : null;

    private static ReceiptProblem Differs(StoredLog log, string column, string stored, string signed) =>
        new(ReceiptProblemCode.HashMismatch, $"Of log {log.Id} the column '{column}' says '{stored}', its signed first entry '{signed}'.");

    // Neighbours go to one worker: receipts of one commit share a signature, which is then checked once. In portions, because other work
    // may hold a processor up.
    private void ForEach(int count, int portion, Action<int, int> check)
    {
        var next = 0;
        Parallel.For(0, Math.Min(_workers.Length, (count + portion - 1) / portion), worker =>
        {
            int start;
            while ((start = Interlocked.Add(ref next, portion) - portion) < count)
            {
                for (var i = start; i < Math.Min(start + portion, count); i++)
                {
                    check(worker, i);
                }
            }
        });
    }

    private static string Where(string what, long number) => string.Create(CultureInfo.InvariantCulture, $"{what} {number}");
}
