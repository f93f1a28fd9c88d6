using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NextModel.Credits;
using NextModel.Limits;
using NextModel.Telemetry;

namespace NextModel.Ledger;

/// <summary>
/// Makes receipts durable: whatever waits is chained, signed once, committed together, and only then are the waiters released.
/// </summary>
/// <remarks>
/// There is no writer thread and no timer. The request that finds no commit under way leads: it commits what is queued on its own
/// thread while later requests queue behind it; if some have, the thread pool leads the next commit. Measured against a writer thread:
/// three quarters of the processor time for a single request, the same for many (docs/adr/0006). A leader lets work that waits in the
/// pool go first, a few times: it may bring more receipts for the same commit. Measured with 32 callers: 16 to 18 receipts a commit instead of 13.
/// </remarks>
public sealed partial class LedgerWriter : IThreadPoolWorkItem
{
    private const int MaxBatch = 1024;
    private const int MaxPooled = 1024;
    private const int MostLooks = 16;

    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<ReceiptDraft> _pool = new();
    private readonly ILedgerStore _store;
    private readonly LedgerLogs _logs;
    private readonly SigningKeys _keys;
    private readonly TimeProvider _time;
    private readonly ILogger<LedgerWriter> _logger;
    private readonly SynchronizationContext? _turns;
    private readonly ReceiptHash[] _leaves = new ReceiptHash[MaxBatch];
    private readonly byte[] _seal = new byte[CommitSeal.Size];
    private readonly BudgetCounts _counts = new();
    private readonly CreditCharges _charges = new();
    private readonly LedgerBatch _batch;
    private readonly List<ReceiptDraft> _leading = new(MaxBatch);
    private readonly List<ReceiptDraft> _waiting = new(MaxBatch);
    private bool _isLed;

    // Of whoever leads.
    private int _looks;
    private long _gatheringSince;

    /// <param name="store">Where receipts go.</param>
    /// <param name="logs">The logs they are chained in.</param>
    /// <param name="keys">What commits are signed with.</param>
    /// <param name="time">Gives receipts their time.</param>
    /// <param name="logger">Told of commits that failed.</param>
    /// <param name="turns">Where commits after the first take their turns, for a simulation that decides the order; null for the thread pool.</param>
    public LedgerWriter(
        ILedgerStore store, LedgerLogs logs, SigningKeys keys, TimeProvider time, ILogger<LedgerWriter> logger, SynchronizationContext? turns = null)
    {
        _turns = turns;
        _store = store;
        _logs = logs;
        _keys = keys;
        _time = time;
        _logger = logger;
        _batch = new LedgerBatch(_leading, new CommitSeal(_seal)) { Counts = _counts.All, Charges = _charges.All };
        Admission = new LedgerAdmission(store, time);
    }

    /// <summary>Asked before a request is dispatched.</summary>
    public LedgerAdmission Admission { get; }

    /// <summary>
    /// Writes the entry's receipt; completes when it is durable, or with the refusal when it could not be written. Not cancellable:
    /// a served request is always recorded. The result is read once.
    /// </summary>
    public ValueTask<LedgerCommit> AppendAsync(LedgerEntry entry) =>
        Admission.MayAppend ? Enqueue(entry) : AppendAfterProbeAsync(entry);

    /// <summary>The head of every organization's newest log, all as of one moment between two commits.</summary>
    internal IReadOnlyList<LedgerHead> Heads()
    {
        lock (_gate)
        {
            return [.. _logs.Heads()];
        }
    }

    void IThreadPoolWorkItem.Execute() => Lead();

    internal void Return(ReceiptDraft draft)
    {
        if (_pool.Count < MaxPooled)
        {
            _pool.Enqueue(draft);
        }
    }

    private async ValueTask<LedgerCommit> AppendAfterProbeAsync(LedgerEntry entry)
    {
        await Admission.ProbeAsync(CancellationToken.None);
        return Admission.MayAppend ? await Enqueue(entry) : LedgerCommit.Refused(Admission.Refusal());
    }

    private ValueTask<LedgerCommit> Enqueue(LedgerEntry entry)
    {
        if (!_pool.TryDequeue(out var draft))
        {
            draft = new ReceiptDraft();
        }

        draft.Write(this, entry, _logs.For(entry.Caller.Organization.Id));
        var wait = draft.Wait();
        bool leads;
        lock (_gate)
        {
            _waiting.Add(draft);
            leads = !_isLed;
            _isLed = true;
        }

        if (leads)
        {
            _looks = 0;
            _gatheringSince = _time.GetTimestamp();
            Lead();
        }

        return wait;
    }

    // What waits in the pool may end in a receipt and goes first, so that a commit carries more of them. In an idle process nothing waits.
    // Where turns are taken in an order of their own, nothing is known of what waits.
    private void Lead()
    {
        if (_turns is null && ThreadPool.PendingWorkItemCount > 0 && ++_looks < MostLooks && _time.GetElapsedTime(_gatheringSince) < GatherFor)
        {
            Queue();
            return;
        }

        _ = LeadAsync();
    }

    // One commit. Never throws: whatever happens, every waiter hears of it.
    private async Task LeadAsync()
    {
        lock (_gate)
        {
            _leading.AddRange(_waiting.Count <= MaxBatch ? _waiting : _waiting.GetRange(0, MaxBatch));
            _waiting.RemoveRange(0, _leading.Count);
        }

        try
        {
            var added = await _store.AppendAsync(Stage(), CancellationToken.None);
            Admission.Note(added.Space);
            Commit(added.FirstPosition);
        }
        catch (LedgerStoreException failure)
        {
            Fail(failure);
        }
#pragma warning disable CA1031 // A bug must not leave requests waiting for ever; it closes the ledger.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            Fail(new LedgerStoreException("the ledger failed unexpectedly", bug) { IsFatal = true });
        }

        bool more;
        lock (_gate)
        {
            _leading.Clear();
            more = _isLed = _waiting.Count > 0;
        }

        if (more)
        {
            _looks = 0;
            _gatheringSince = _time.GetTimestamp();
            Queue();
        }
    }

    private void Queue()
    {
        if (_turns is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            _turns.Post(static writer => ((LedgerWriter)writer!).Lead(), this);
        }
    }

    private LedgerBatch Stage()
    {
        _counts.Clear();
        _charges.Clear();
        var at = _time.GetUtcNow();
        var now = at.ToUnixTimeMilliseconds();
        for (var i = 0; i < _leading.Count; i++)
        {
            if (_leading[i].Log.IsClosed)
            {
                _leading[i].Move(_logs.For(_leading[i].Log.OrganizationId));
            }

            _leading[i].Stage(now, i);
            _leaves[i] = _leading[i].Hash;
            if (_leading[i].Entry.Reservation is { } reservation)
            {
                _counts.Add(reservation);
                _charges.Add(reservation.Credit, reservation.SettledNano, _leading[i].Log.Id, _leading[i].Sequence);
            }
        }

        _charges.Close(at);

        var root = MerkleTree.RootOf(_leaves.AsSpan(0, _leading.Count));
        SignedRoot.Sign(_keys.Current, root, _leading.Count, _seal);
        return _batch;
    }

    private void Commit(long firstPosition)
    {
        _charges.Commit();
        lock (_gate)
        {
            foreach (var draft in _leading)
            {
                draft.Log.Commit(firstPosition);
            }
        }

        foreach (var draft in _leading)
        {
            draft.End(LedgerCommit.Durable(draft.Hash, DateTimeOffset.FromUnixTimeMilliseconds(draft.CompletedAt)));
        }
    }

    private void Fail(LedgerStoreException failure)
    {
        LogFailure(failure, _leading.Count, failure.IsFatal, failure.IsUnknown);
        Admission.Note(failure);
        _charges.RollBack();
        foreach (var draft in _leading)
        {
            draft.Log.RollBack();
            if (failure.IsUnknown)
            {
                _logs.Close(draft.Log);
            }
        }

        var refusal = LedgerCommit.Refused(Admission.Refusal());
        foreach (var draft in _leading)
        {
            draft.End(refusal);
        }
    }

    [LoggerMessage(EventIds.LedgerWriteFailed, LogLevel.Critical,
        "A commit of {Receipts} receipts failed (fatal: {IsFatal}, unknown: {IsUnknown}); none of them was written, unless that is unknown, and no new work is admitted")]
    private partial void LogFailure(Exception failure, int receipts, bool isFatal, bool isUnknown);
}
