using NextModel.Errors;

namespace NextModel.Ledger;

/// <summary>
/// Whether the ledger takes work. Once it could not be written, nothing new is served until a probe write, or a commit that was still under way,
/// succeeds; after an error that retrying could hide, never again in this process.
/// </summary>
public sealed class LedgerAdmission(ILedgerStore store, TimeProvider time)
{
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile State _state = new(true, true, true, null);
    private long _probedAt;
    private int _isProbing;

    /// <summary>True when the process must stop: nothing it writes can be trusted any more.</summary>
    public bool IsClosed => !_state.MayRecover;

    /// <summary>Completes with the reason when the process must stop.</summary>
    public Task<string> Closed => _closed.Task;

    internal bool MayAppend => _state.MayAppend;

    /// <summary>Null when a new request may be dispatched; otherwise the refusal (503) to answer it with.</summary>
    public async ValueTask<GatewayError?> CheckAsync(CancellationToken cancellationToken)
    {
        if (!_state.MayAdmit)
        {
            await ProbeAsync(cancellationToken);
        }

        return _state.MayAdmit ? null : Refusal();
    }

    /// <summary>Null when new requests are served; otherwise why not, as a sentence. Finds out whether that is over when somebody has not done so for a second.</summary>
    public async ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken) => (await CheckAsync(cancellationToken))?.Message;

    /// <summary>Admits nothing new until a probe succeeds. What is in flight goes on, and is recorded if it can be.</summary>
    /// <param name="reason">Why, as the end of a sentence.</param>
    public void Pause(string reason)
    {
        lock (_gate)
        {
            if (_state.MayAdmit)
            {
                _state = _state with { MayAdmit = false, Reason = reason };
                _probedAt = time.GetTimestamp();
            }
        }
    }

    /// <summary>Closes for good: the process must stop.</summary>
    /// <param name="reason">Why, as the end of a sentence.</param>
    public void Close(string reason) => Note(new LedgerStoreException(reason) { IsFatal = true });

    /// <summary>The refusal for what cannot be recorded.</summary>
    internal GatewayError Refusal() =>
        new(GatewayErrorCode.Overloaded, $"Requests cannot be recorded now, so none are served: {_state.Reason ?? "the ledger is not writable"}.")
        {
            RetryAfter = TimeSpan.FromSeconds(IsClosed ? 30 : 5),
        };

    /// <summary>Tries a probe write when one is due and nobody else is at it.</summary>
    internal async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        if (IsClosed || time.GetElapsedTime(Volatile.Read(ref _probedAt)) < ProbeEvery || Interlocked.Exchange(ref _isProbing, 1) == 1)
        {
            return;
        }

        try
        {
            Volatile.Write(ref _probedAt, time.GetTimestamp());
            if (await store.ProbeAsync(cancellationToken) is { } space)
            {
                Note(space);
            }
        }
        catch (LedgerStoreException failure)
        {
            // What is in flight may still be written: its own commit says so.
            Note(failure, isProbe: true);
        }
        finally
        {
            Volatile.Write(ref _isProbing, 0);
        }
    }

    internal void Note(LedgerSpace space)
    {
        // The usual case, once per commit: nothing changes.
        if (space == LedgerSpace.Ample && _state.MayAdmit)
        {
            return;
        }

        lock (_gate)
        {
            if (_state.MayRecover)
            {
                // What is in flight goes on committing; it must not put off the next probe.
                _probedAt = _state.MayAdmit ? time.GetTimestamp() : _probedAt;
                _state = new State(space == LedgerSpace.Ample, true, true, "the disk that holds NEXTMODEL_DATA is full");
            }
        }
    }

    internal void Note(LedgerStoreException failure, bool isProbe = false)
    {
        lock (_gate)
        {
            _state = new State(false, isProbe && !failure.IsFatal && _state.MayAppend, _state.MayRecover && !failure.IsFatal, failure.Message);
            _probedAt = time.GetTimestamp();
        }

        if (failure.IsFatal)
        {
            _closed.TrySetResult(failure.Message);
        }
    }

    private sealed record State(bool MayAdmit, bool MayAppend, bool MayRecover, string? Reason);
}
